using System.Management.Automation;

namespace MlDash.Shell;

/// <summary>What the user asked <c>mldash</c> to run, understood as pwsh understands it.</summary>
internal sealed record CommandLine
{
    /// <summary>The code pwsh gives for a command line it cannot understand.</summary>
    public const int BadCommandLine = 64;

    private const string UsageText = """
        mldash: the PowerShell engine with the MlDash module, for machines without pwsh.

          mldash [-File] <script.ps1> [arguments]   run a script; '-' reads it from standard input
          mldash -Command <text>                    run a command; '-' reads it from standard input
          mldash -Version | -Help

        -NoProfile, -NoLogo, -NonInteractive and -ExecutionPolicy <policy> are accepted as pwsh accepts them.
        """;

    /// <summary>Script file to run, or null.</summary>
    public string? File { get; private init; }

    /// <summary>Text to run, or null.</summary>
    public string? Text { get; private init; }

    /// <summary>Arguments of the script.</summary>
    public string[] Arguments { get; private init; } = [];

    /// <summary>Whether the user may be asked.</summary>
    public bool IsInteractive { get; private init; } = true;

    /// <summary>What to print instead of running anything, or null.</summary>
    public string? Usage { get; private init; }

    /// <summary>The exit code that goes with <see cref="Usage"/>.</summary>
    public int ExitCode { get; private init; }

    public static CommandLine Parse(string[] args)
    {
        var interactive = !Console.IsInputRedirected;
        for (var i = 0; i < args.Length; i++)
        {
            var rest = args[(i + 1)..];
            switch (args[i].ToLowerInvariant())
            {
                case "-noprofile" or "-nop" or "-nologo" or "-nol" or "-noexit":
                    continue;
                case "-noninteractive" or "-noni":
                    interactive = false;
                    continue;
                case "-executionpolicy" or "-ex" or "-ep":
                    i++;
                    continue;
                case "-version" or "-v":
                    return Say($"mldash {typeof(CommandLine).Assembly.GetName().Version?.ToString(3)} on PowerShell engine {typeof(PSObject).Assembly.GetName().Version?.ToString(3)}", 0);
                case "-help" or "-h" or "-?" or "--help" or "/?":
                    return Say(UsageText, 0);
                case "-command" or "-c":
                    return rest.Length == 0
                        ? Say("Cannot process the command because of a missing parameter. A command must follow -Command.", BadCommandLine)
                        : new CommandLine { Text = rest is ["-"] ? Console.In.ReadToEnd() : string.Join(' ', rest), IsInteractive = interactive };
                case "-file" or "-f":
                    return rest.Length == 0
                        ? Say("Cannot process the command because of a missing parameter. A file must follow -File.", BadCommandLine)
                        : OfFile(rest[0], rest[1..], interactive);
                case ['-', _, ..]:
                    return Say($"The parameter '{args[i]}' is not known.{Environment.NewLine}{UsageText}", BadCommandLine);
                default:
                    return OfFile(args[i], rest, interactive);
            }
        }

        // A prompt of its own would be a second, lesser pwsh; at a terminal without anything to run there is only the usage.
        return Console.IsInputRedirected ? new CommandLine { Text = Console.In.ReadToEnd(), IsInteractive = false } : Say(UsageText, BadCommandLine);
    }

    private static CommandLine OfFile(string file, string[] arguments, bool interactive)
    {
        if (file == "-")
            return new CommandLine { Text = Console.In.ReadToEnd(), IsInteractive = false };
        var full = Path.GetFullPath(file);
        return System.IO.File.Exists(full)
            ? new CommandLine { File = full, Arguments = arguments, IsInteractive = interactive }
            : Say($"The argument '{file}' is not recognized as the name of a script file. Check the spelling of the name, or if a path was included, verify that the path is correct and try again.", BadCommandLine);
    }

    private static CommandLine Say(string text, int code) => new() { Usage = text, ExitCode = code };
}
