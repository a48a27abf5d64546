using MlDash.Shell;

var line = CommandLine.Parse(args);
if (line.Usage is { } usage)
{
    (line.ExitCode == 0 ? Console.Out : Console.Error).WriteLine(usage);
    return line.ExitCode;
}

using var runner = new ScriptRunner(line.IsInteractive);
return runner.Run(line);
