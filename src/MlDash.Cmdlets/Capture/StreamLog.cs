using System.Collections.Specialized;
using System.Management.Automation;

namespace MlDash.Cmdlets.Capture;

/// <summary>
/// Notes what a block writes as entries of an experiment's log: the level by the stream, and in the metadata the stream, the script and the line.
/// Noting never disturbs the block: a fault ends the noting and is kept.
/// </summary>
internal sealed class StreamLog(Experiment experiment)
{
    /// <summary>No entry has room for more lines.</summary>
    private readonly FormattedOutput _formatted = new(CaptureText.Limit);
    private (string? Script, int Line) _outputAt;

    /// <summary>Why noting has ended before the block, if so.</summary>
    public MlDashException? Fault { get; private set; }

    /// <summary>Whether an error is a line that a native command wrote to its standard error.</summary>
    public static bool IsNative(ErrorRecord error) =>
        error.FullyQualifiedErrorId is "NativeCommandError" or "NativeCommandErrorMessage";

    /// <summary>Notes an object of the output; what Format-Table and its like have made of objects is one entry, once it is whole.</summary>
    public void Output(PSObject? item)
    {
        _outputAt = ScriptPlace.Now();
        foreach (var shown in _formatted.Add(item))
            Write(LogLevel.Info, "output", CaptureText.Of(shown), _outputAt);
    }

    /// <summary>Notes what is there of a table that has not come to its end.</summary>
    public void End()
    {
        if (_formatted.Take() is { } shown)
            Write(LogLevel.Info, "output", CaptureText.Of(shown), _outputAt);
    }

    /// <summary>Notes an error.</summary>
    public void Error(ErrorRecord error)
    {
        var place = ScriptPlace.Of(error);
        if (IsNative(error))
            Write(LogLevel.Warn, "stderr", CaptureText.Cut(error.ToString()), place);
        else
            Write(LogLevel.Error, "error", CaptureText.Cut(error.ToString()), place, ("errorId", error.FullyQualifiedErrorId));
    }

    /// <summary>Notes a record of any stream but the output.</summary>
    public void Record(object record)
    {
        switch (record)
        {
            case ErrorRecord error:
                Error(error);
                break;
            case WarningRecord warning:
                Write(LogLevel.Warn, "warning", CaptureText.Cut(warning.Message), ScriptPlace.Now());
                break;
            case VerboseRecord verbose:
                Write(LogLevel.Debug, "verbose", CaptureText.Cut(verbose.Message), ScriptPlace.Now());
                break;
            case DebugRecord debug:
                Write(LogLevel.Debug, "debug", CaptureText.Cut(debug.Message), ScriptPlace.Now());
                break;
            case InformationRecord information:
                var tags = information.Tags is { Count: > 0 } given ? given.ToArray() : null;
                Write(LogLevel.Info, "information", CaptureText.Of(information.MessageData), ScriptPlace.Now(), ("tags", tags));
                break;
        }
    }

    /// <summary>Notes how far an activity is.</summary>
    public void Progress(string text) => Write(LogLevel.Info, "progress", CaptureText.Cut(text), ScriptPlace.Now());

    private void Write(LogLevel level, string stream, string text, (string? Script, int Line) place, (string? Name, object? Value) detail = default)
    {
        // A block may complete its experiment itself; its later output is passed on as before.
        if (Fault is not null || !experiment.IsOpen)
            return;
        var metadata = new OrderedDictionary(4) { ["stream"] = stream };
        if (place.Script is not null)
            metadata["script"] = Path.GetFileName(place.Script);
        if (place.Line > 0)
            metadata["line"] = place.Line;
        if (detail is { Name: { } name, Value: { } value })
            metadata[name] = value;
        try
        {
            experiment.Log.Write(level, text, metadata);
        }
        catch (MlDashException fault)
        {
            Fault = fault;
        }
    }
}
