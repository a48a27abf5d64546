using System.Globalization;
using System.Text.RegularExpressions;
using MlDash.Server.Documents;
using MlDash.Server.Http;
using MlDash.Server.Stores;

namespace MlDash.Server.Search;

/// <summary>Which experiments are asked for, and in what order. Every filter given holds.</summary>
internal sealed record ExperimentSelection
{
    /// <summary>The ids of the projects or namespaces to look in; none lies in another.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>What the path inside the project, or the name alone, has to be; null takes all.</summary>
    public Regex? Path { get; init; }

    /// <summary>What the name may be, one of them; none takes all.</summary>
    public IReadOnlyList<Regex> Names { get; init; } = [];

    /// <summary>What the status may be, one of them; none takes all. RUNNING takes those that are lost, too: they are stored so.</summary>
    public IReadOnlyList<string> Statuses { get; init; } = [];

    /// <summary>The tags that it has, in whatever case.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The earliest time of its latest start, as it is stored.</summary>
    public string? StartedSince { get; init; }

    /// <summary>Whether the one started last is in front; else the one changed last.</summary>
    public bool ByStart { get; init; }

    /// <summary>The last one that was seen.</summary>
    public ListPlace? After { get; init; }

    /// <summary>Whether every experiment of the lists is wanted.</summary>
    public bool TakesAll => !JudgesSilence && Path is null && Names.Count == 0 && Tags.Count == 0 && StartedSince is null;

    /// <summary>Whether of those that are open only the lost ones are wanted.</summary>
    public bool JudgesSilence => Statuses.Contains(RunStatus.Lost) && !Statuses.Contains(RunStatus.Running);

    /// <summary>Whether heads do not tell which experiments are wanted.</summary>
    public bool NeedsDocuments =>
        JudgesSilence || Tags.Count > (ByStart ? 1 : 0) || (Tags.Count > 0 && Statuses.Count > 0) || (StartedSince is not null && !ByStart);

    /// <summary>The lists of those that were changed last, which are counted by the store.</summary>
    public IReadOnlyList<string> Keys => [.. Scopes.SelectMany(scope => Statuses.Count == 0
        ? [StoreCollections.ExperimentsKey(scope)]
        : StoredStatuses.Select(status => StoreCollections.ExperimentsKey(scope, status)))];

    /// <summary>The parts of lists that hold them all: the shortest lists that the store has.</summary>
    public IReadOnlyList<ListStretch> Stretches => ByStart
        ? [.. Scopes.SelectMany(StartsOf).Select(key => new ListStretch(key, IsSecond: true, After, StartedSince))]
        : [.. Keys.Select(key => new ListStretch(key, IsSecond: false, After, Lowest: null))];

    /// <summary>Whether an experiment may be wanted as far as its head tells.</summary>
    public bool Takes(StoredHead head)
    {
        if (Path is null && Names.Count == 0)
            return true;
        var name = StoreCollections.NameIn(head.Label);
        return (Path is null || Path.IsMatch(head.Label) || Path.IsMatch(name)) && (Names.Count == 0 || Names.Any(n => n.IsMatch(name)));
    }

    /// <summary>Whether an experiment is wanted as far as its document tells, with its signs of life.</summary>
    public bool Takes(NodeDocument experiment) =>
        experiment is { DeletedAt: null, Run: { } run }
        && (Statuses.Count == 0 || Statuses.Contains(run.Status) || (run.Status == RunStatus.Lost && Statuses.Contains(RunStatus.Running)))
        && Tags.All(tag => experiment.Tags.Contains(tag, StringComparer.OrdinalIgnoreCase))
        && (StartedSince is null || string.CompareOrdinal(run.StartedAt, StartedSince) >= 0);

    /// <summary>The text that asks for what follows a head.</summary>
    public string CursorOf(StoredHead head) => $"{Letter}{head.Order}/{head.Id}";

    /// <summary>The place that such a text means.</summary>
    /// <exception cref="ApiException">400: it is none, or one of another order.</exception>
    public ListPlace PlaceOf(string cursor) =>
        cursor.StartsWith(Letter) && cursor.IndexOf('/', StringComparison.Ordinal) is var slash and > 0
            ? new ListPlace(cursor[1..slash], cursor[(slash + 1)..])
            : throw ApiException.Malformed(string.Create(CultureInfo.InvariantCulture,
                $"'after' is the 'endCursor' of a page of the same 'sort'; found '{cursor}'. Leave it out to begin with the first page."));

    private IEnumerable<string> StoredStatuses => Statuses.Select(status => status == RunStatus.Lost ? RunStatus.Running : status).Distinct();

    private char Letter => ByStart ? 's' : 'u';

    private IEnumerable<string> StartsOf(string scope) =>
        Tags.Count > 0 ? [StoreCollections.StartsOfTagKey(scope, Tags[0])]
        : Statuses.Count == 0 ? [StoreCollections.StartsKey(scope)]
        : StoredStatuses.Select(status => StoreCollections.StartsKey(scope, status));
}
