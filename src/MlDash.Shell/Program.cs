using Microsoft.PowerShell;

// This is a program of its own: Microsoft's feed neither counts its starts nor knows its next version.
foreach (var (name, value) in (ReadOnlySpan<(string, string)>)[("POWERSHELL_TELEMETRY_OPTOUT", "1"), ("POWERSHELL_UPDATECHECK", "Off")])
{
    if (Environment.GetEnvironmentVariable(name) is null)
        Environment.SetEnvironmentVariable(name, value);
}

return UnmanagedPSEntry.Start(args, args.Length);
