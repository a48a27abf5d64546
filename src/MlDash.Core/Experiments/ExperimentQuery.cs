using System.Runtime.CompilerServices;
using MlDash.Experiments;
using MlDash.Text;

namespace MlDash;

/// <summary>Which experiments to find; every filter given must hold.</summary>
public sealed record ExperimentQuery
{
    /// <summary>Patterns for the project; one must fit.</summary>
    public Wildcard[] Projects { get; init; } = [];

    /// <summary>
    /// Patterns for the path; one must fit the path under the root, or the path inside the project (so that the prefix and project
    /// an experiment was started with find it again).
    /// </summary>
    public Wildcard[] Prefixes { get; init; } = [];

    /// <summary>Patterns for the path; none may fit, as <see cref="Prefixes"/> fits.</summary>
    public Wildcard[] Excluded { get; init; } = [];

    /// <summary>The earliest time that <see cref="MomentOf"/> may give.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The latest time that <see cref="MomentOf"/> may give.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Folder or experiment to look below, and nowhere else; null: everywhere.</summary>
    public ExperimentPath? Under { get; init; }

    /// <summary>The one experiment that is meant, which is looked for nowhere else; null: others may be.</summary>
    public ExperimentPath? At { get; init; }

    /// <summary>Patterns for the name; one must fit.</summary>
    public Wildcard[] Names { get; init; } = [];

    /// <summary>Patterns for tags; each must fit one of the experiment's tags.</summary>
    public Wildcard[] Tags { get; init; } = [];

    /// <summary>Patterns for bindrs; each must fit one of the experiment's bindrs.</summary>
    public Wildcard[] Bindrs { get; init; } = [];

    /// <summary>States asked for; one must hold.</summary>
    public ExperimentStatus[] Statuses { get; init; } = [];

    /// <summary>
    /// Whether archived experiments are left out, unless their status is asked for, or they are called by their own name and not by a pattern.
    /// </summary>
    public bool HidesArchived { get; init; }

    /// <summary>Whether no archived experiment at all can match.</summary>
    internal bool HidesAllArchived => HidesArchived && Statuses.Length == 0 && Prefixes.Concat(Names).All(IsOfMany);

    /// <summary>
    /// A condition on facts. <see cref="Storage.IExperimentReader.ReadFactsAsync"/> returns those that fit and counts them for <see cref="First"/>; whoever
    /// reads records alone leaves out only those that their records exclude.
    /// </summary>
    public IRunCondition? Where { get; init; }

    /// <summary>In which order; it also decides which are the first.</summary>
    public ExperimentOrder Order { get; init; }

    /// <summary>Maximum number of matching experiments; null for all.</summary>
    public int? First { get; init; }

    /// <summary>The one path that is meant when it is given whole, with owner and project; null when there may be others.</summary>
    internal ExperimentPath? WholePath =>
        At is not null ? At
        : Prefixes is [var only] && !Wildcard.IsPattern(only.Pattern) && ExperimentPath.Recorded(only.Pattern) is { Segments.Length: >= 3 } path ? path : null;

    /// <summary>Experiments in the order asked for, as many as asked for.</summary>
    internal IEnumerable<ExperimentRecord> Arrange(IEnumerable<ExperimentRecord> found) => Arrange(found, record => record);

    /// <summary>Facts of experiments in the order asked for, of as many as asked for.</summary>
    internal IEnumerable<T> Arrange<T>(IEnumerable<T> found, Func<T, ExperimentRecord> recordOf)
    {
        if (Order == ExperimentOrder.Newest)
            found = found.OrderByDescending(one => MomentOf(recordOf(one)));
        return First is { } first ? found.Take(first) : found;
    }

    /// <summary>The query for the records whose facts are read: how many of them fit is not known before.</summary>
    internal ExperimentQuery ForFacts => Where is { IsOfRecords: false } ? this with { First = null } : this;

    /// <summary>Those of the facts read that are meant.</summary>
    /// <param name="read">Facts of the records of <see cref="ForFacts"/>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal async IAsyncEnumerable<RunFacts> ChooseAsync(IAsyncEnumerable<RunFacts> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var left = First ?? int.MaxValue;
        if (left <= 0)
            yield break;
        await foreach (var run in read.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (Where?.Holds(run) == false)
                continue;
            yield return run;
            if (--left == 0)
                yield break;
        }
    }

    /// <summary>The time that orders experiments by age: the latest start, else the last change, else the first open.</summary>
    public static DateTimeOffset? MomentOf(ExperimentRecord record) => record.StartedAt ?? record.UpdatedAt ?? record.CreatedAt;

    /// <summary>Whether <paramref name="record"/> matches; how many were found already is not its concern.</summary>
    public bool Matches(ExperimentRecord record) =>
        (At is null || record.Path == At)
        && (Under is null || record.Path.LiesUnder(Under))
        && (Prefixes.Length == 0 || Prefixes.Any(pattern => IsAt(pattern, record.Path.Value, record.Project)))
        && !Excluded.Any(pattern => IsAt(pattern, record.Path.Value, record.Project))
        && (Since is null || MomentOf(record) >= Since)
        && (Until is null || MomentOf(record) <= Until)
        && Any(Projects, record.Project)
        && Any(Names, record.Name)
        && All(Tags, record.Tags)
        && All(Bindrs, record.Bindrs)
        && (Statuses.Length == 0 || Statuses.Contains(record.Status))
        && (!HidesArchived || record.Status != ExperimentStatus.Archived || Statuses.Length > 0 || IsNamed(record))
        && Where?.MayHold(record) != false;

    /// <summary>
    /// Whether the experiment at a path may be meant as far as its path tells; for one whose document or name cannot be read, so that a query for another
    /// says nothing of it.
    /// </summary>
    /// <param name="path">Its path, also one that is no <see cref="ExperimentPath"/>.</param>
    public bool MayMean(string path)
    {
        var segments = path.Split('/');
        return (Prefixes.Length == 0 || Prefixes.Any(pattern => Tails(segments).Any(pattern.IsMatch)))
            && (Projects.Length == 0 || Projects.Any(pattern => segments.Any(pattern.IsMatch)))
            && Any(Names, segments[^1]);
    }

    /// <summary>Whether experiments that are meant may lie below a folder, which itself cannot be looked into.</summary>
    public bool MayLieBelow(string folder) => Prefixes.Length == 0 || Prefixes.Any(pattern => MayLieBelow(pattern.Pattern, folder.Split('/')));

    /// <summary>Whether a pattern for prefixes fits a path: whole, from its project on, or inside its project.</summary>
    public static bool IsAt(Wildcard pattern, string path, string? project)
    {
        if (pattern.IsMatch(path))
            return true;
        if (project is null)
            return false;
        if (path.StartsWith(project + '/', StringComparison.Ordinal) && pattern.IsMatch(path[(project.Length + 1)..]))
            return true;
        // owner/project/…
        var owned = path.IndexOf('/') is var slash and > 0 ? path[(slash + 1)..] : string.Empty;
        return owned.StartsWith(project + '/', StringComparison.Ordinal) && (pattern.IsMatch(owned) || pattern.IsMatch(owned[(project.Length + 1)..]));
    }

    /// <summary>A literal may continue below a folder, or begin below it when the folder is the project or its owner.</summary>
    private static bool MayLieBelow(string pattern, string[] folder) =>
        Wildcard.HasWildcard(pattern) || folder.Length <= 2
        || Tails(folder).Any(tail => Wildcard.Unescape(pattern).StartsWith(tail + '/', StringComparison.OrdinalIgnoreCase));

    /// <summary>A path whole, without its first segment, without its first two: what may be said without the project and its owner.</summary>
    private static IEnumerable<string> Tails(string[] segments) =>
        Enumerable.Range(0, Math.Min(segments.Length, 3)).Select(start => string.Join('/', segments[start..]));

    private bool IsNamed(ExperimentRecord record) =>
        Names.Any(name => !IsOfMany(name) && name.IsMatch(record.Name))
        || Prefixes.Any(prefix => !IsOfMany(prefix) && IsAt(prefix, record.Path.Value, record.Project));

    private static bool IsOfMany(Wildcard pattern) => Wildcard.HasWildcard(pattern.Pattern);

    private static bool Any(Wildcard[] patterns, string? text) => patterns.Length == 0 || (text is not null && patterns.Any(pattern => pattern.IsMatch(text)));

    private static bool All(Wildcard[] patterns, string[] texts) => patterns.All(pattern => texts.Any(pattern.IsMatch));
}
