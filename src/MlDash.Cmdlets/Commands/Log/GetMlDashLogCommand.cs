using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;

namespace MlDash.Cmdlets.Commands;

/// <summary>Reads the log of an experiment, in its order.</summary>
[Cmdlet(VerbsCommon.Get, "MlDashLog", DefaultParameterSetName = FirstSet)]
[OutputType(typeof(LogEntry))]
public sealed class GetMlDashLogCommand : ExperimentCommand
{
    private const string FirstSet = "First";
    private const string LastSet = "Last";

    /// <summary>Levels to read: Debug, Info, Warn, Error, Fatal. Default: all.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(LogLevelCompleter))]
    [NotNull]
    [NotAPath("a level of a log")]
    public string[] Level { get; set; } = [];

    /// <summary>Text that the message must contain, case-insensitive.</summary>
    [Parameter]
    [Alias("Like")]
    public string? Search { get; set; }

    /// <summary>The earliest time: a date, or how long ago it is: <c>1h</c>.</summary>
    [Parameter]
    [Alias("From")]
    [Moment(TakesAgo = true)]
    public DateTimeOffset? Since { get; set; }

    /// <summary>The latest time: a date, or how long ago it is: <c>1h</c>.</summary>
    [Parameter]
    [Alias("To")]
    [Moment(TakesAgo = true)]
    public DateTimeOffset? Until { get; set; }

    /// <summary>Number of entries to skip.</summary>
    [Parameter(ParameterSetName = FirstSet)]
    [ValidateRange(0, long.MaxValue)]
    [WholeNumber]
    public long Skip { get; set; }

    /// <summary>Maximum number of entries, counted from the oldest.</summary>
    [Parameter(ParameterSetName = FirstSet)]
    [ValidateRange(0, long.MaxValue)]
    [WholeNumber]
    public long? First { get; set; }

    /// <summary>Maximum number of entries, counted from the newest and returned in the order of the log.</summary>
    [Parameter(ParameterSetName = LastSet, Mandatory = true)]
    [Alias("Tail")]
    [ValidateRange(0, int.MaxValue)]
    [WholeNumber]
    public int? Last { get; set; }

    /// <summary>Whether to wait for more, until the experiment is no longer running.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <inheritdoc />
    protected override void Process()
    {
        var query = new LogQuery
        {
            Levels = [.. Level.Select(LogLevels.Parse)],
            Search = Search,
            Since = Since,
            Until = Until,
            Skip = Skip,
            First = First,
            Last = Last,
        };
        var log = Source.Log;
        var link = new ExperimentLink(Target);
        foreach (var entry in Pump(Wait ? log.FollowAsync(query, CancelToken) : log.ReadAsync(query, CancelToken)))
            WriteObject(new LogEntry(entry) { Experiment = link });
    }
}
