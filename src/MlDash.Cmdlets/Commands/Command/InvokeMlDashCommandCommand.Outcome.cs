using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;
using MlDash.Watching;

namespace MlDash.Cmdlets.Commands;

/// <content>How the command ended.</content>
public sealed partial class InvokeMlDashCommandCommand
{
    /// <summary>Records how the command ended.</summary>
    private void Note(Experiment experiment, CommandResult result)
    {
        SetExitCode(result.ExitCode);
        var values = new OrderedDictionary();
        foreach (var (name, value) in new (string, object?)[]
        {
            ("file", result.Command),
            ("exitCode", result.ExitCode),
            ("timedOut", result.TimedOut ? true : null),
            ("durationSeconds", Math.Round(result.Duration.TotalSeconds, 6)),
            ("cpuSeconds", result.CpuTime is { } time ? Math.Round(time.TotalSeconds, 6) : null),
            ("peakMemoryBytes", result.PeakMemory),
        })
        {
            if (value is not null)
                values[name] = value;
        }

        foreach (var name in EnvironmentVariable ?? [])
            values[$"environment.{name}"] = SecretArguments.Variable(name, Environment.GetEnvironmentVariable(name));
        NoteFacts(experiment, values);
    }

    private void NoteFacts(Experiment experiment, OrderedDictionary facts)
    {
        if (!experiment.IsOpen)
            return;
        if (experiment.WriteProtected)
            experiment.Log.Write(LogLevel.Info, "Parameters of a protected experiment do not change: what was run is in the metadata of this entry.", facts);
        else
            Await(experiment.Parameters.SetAsync(facts, "command", cancellationToken: CancelToken));
    }

    private string? Failure(CommandResult result)
    {
        var name = Path.GetFileName(result.Command);
        return result.TimedOut ? string.Create(CultureInfo.InvariantCulture, $"'{name}' was ended after {Timeout} s, its time limit.")
            : result.ExitCode is { } code and not 0 ? string.Create(CultureInfo.InvariantCulture, $"'{name}' ended with exit code {code}.")
            : null;
    }

    /// <summary>A failed program is an error where the user wants it to be, as for every native program.</summary>
    private void ReportFailure(CommandResult result, string error)
    {
        if (result.TimedOut || LanguagePrimitives.IsTrue(SessionState.PSVariable.GetValue("PSNativeCommandUseErrorActionPreference")))
            Report(new ConfigurationException(result.TimedOut ? "ProgramTimedOut" : "ProgramExitedWithNonZeroCode", error, "Read its output, or the log.")
            { Category = FaultCategory.InvalidOperation, Target = result.Command });
    }

    private void SetExitCode(int? code) => SessionState.PSVariable.Set("global:LASTEXITCODE", code);
}
