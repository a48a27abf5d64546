using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Cmdlets.Capture;

namespace MlDash.Cmdlets.Commands;

/// <summary>Writes to the log of an experiment: texts, error records, or any object.</summary>
[Cmdlet(VerbsCommunications.Write, "MlDashLog", DefaultParameterSetName = MessageSet)]
[OutputType(typeof(LogEntry))]
public sealed class WriteMlDashLogCommand : RecordingCommand
{
    private const string MessageSet = "Message";
    private const string ErrorSet = "ErrorRecord";

    private static readonly string[] _informationTags = ["MlDash"];

    private readonly FormattedOutput _formatted = new();

    /// <summary>
    /// What to write: a text; an error record, which brings its details; a log entry, which keeps its level, time and metadata; any other object is
    /// written as its text.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = MessageSet)]
    [AllowEmptyString]
    [AllowNull]
    public object? Message { get; set; }

    /// <summary>The error to write, with its id, category, place and stack.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ErrorSet)]
    public ErrorRecord? ErrorRecord { get; set; }

    /// <summary>
    /// Debug, Info, Warn, Error or Fatal; also the words of other loggers, such as Verbose, Trace, Information, Warning and Critical. Default: Info; for error
    /// records Error, for a log entry its own.
    /// </summary>
    [Parameter(Position = 1)]
    [ArgumentCompleter(typeof(LogLevelCompleter))]
    public string? Level { get; set; }

    /// <summary>Metadata of the entry.</summary>
    [Parameter]
    public IDictionary? Metadata { get; set; }

    /// <summary>The time of the entry. Default: now.</summary>
    [Parameter]
    [Moment]
    public DateTimeOffset? Timestamp { get; set; }

    /// <summary>Whether to show the entry, too, on the stream that fits its level: error, warning, verbose, debug, or information.</summary>
    [Parameter]
    public SwitchParameter Echo { get; set; }

    /// <summary>Returns the entry; it has no number yet, because entries are numbered when they are written.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Returns when everything recorded is written.</summary>
    [Parameter]
    public SwitchParameter Flush { get; set; }

    /// <inheritdoc />
    protected override void Begin()
    {
        // A level that there is not is wrong for every entry.
        if (Level is not null)
            _ = LogLevels.Parse(Level);
    }

    /// <inheritdoc />
    protected override void Process()
    {
        foreach (var shown in _formatted.Add(Message))
        {
            if (MyInvocation.ExpectingInput)
                RecordItem(() => Write(shown));
            else
                Write(shown);
        }
    }

    private void Write(object? what)
    {
        var given = ErrorRecord ?? (what is PSObject wrapped ? wrapped.BaseObject : what);
        if (given is LogEntry again)
        {
            WriteAgain(again);
            return;
        }

        var level = Level is not null ? LogLevels.Parse(Level)
            : given is System.Management.Automation.ErrorRecord or Exception ? LogLevel.Error
            : LogLevel.Info;
        var (message, details) = LogText.Of(given, what);
        Write(level, message, Merge(details, Metadata), Timestamp);
    }

    /// <summary>An entry that was read keeps what it is, except what the line gives.</summary>
    private void WriteAgain(LogEntry entry)
    {
        var details = entry.Metadata is null ? null : LogText.Copy(entry.Metadata);
        Write(Level is null ? entry.Level : LogLevels.Parse(Level), entry.Message, Merge(details, Metadata), Timestamp ?? entry.Timestamp);
    }

    private void Write(LogLevel level, string message, IDictionary? metadata, DateTimeOffset? given)
    {
        var experiment = Target;
        var time = experiment.Log.Write(level, message, metadata, given);
        if (Echo)
            Show(level, message);
        if (PassThru)
            WriteObject(new LogEntry(-1, time, level, message, metadata as OrderedDictionary) { Experiment = new ExperimentLink(experiment) });
    }

    /// <inheritdoc />
    protected override void Finish()
    {
        if (_formatted.Take() is { } shown)
            RecordItem(() => Write(shown));
        if (Flush)
            FlushTargets();
        base.Finish();
    }

    private static IDictionary? Merge(OrderedDictionary? details, IDictionary? given)
    {
        if (details is null || given is null)
            return details ?? given;
        foreach (DictionaryEntry entry in given)
            details[entry.Key] = entry.Value;
        return details;
    }

    private void Show(LogLevel level, string message)
    {
        switch (level)
        {
            case LogLevel.Debug: WriteDebug(message); break;
            case LogLevel.Warn: WriteWarning(message); break;
            case LogLevel.Info: WriteInformation(message, _informationTags); break;
            default:
                WriteError(
                ErrorRecord ?? Message as ErrorRecord ?? new ErrorRecord(new RuntimeException(message), "MlDashLog", ErrorCategory.NotSpecified, null)); break;
        }
    }
}
