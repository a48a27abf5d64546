using MlDash.Records;

namespace MlDash.Storage.Outgoing;

/// <summary>What an experiment that was received has here and its server does not have, as far as the journal knows. None of it may be overwritten.</summary>
/// <param name="Unsent">How many records of each stream were not sent; streams without any are left out.</param>
/// <param name="Mixed">Streams of which all was sent, but whose records have other places on the server, because others were recorded between.</param>
/// <param name="Parameters">Whether parameters were set here.</param>
/// <param name="Details">Which of description, tags, bindrs and metadata were changed here.</param>
/// <param name="Files">Paths of files that were saved, changed or deleted here.</param>
internal sealed record LocalAdditions(
    IReadOnlyDictionary<StreamId, long> Unsent, IReadOnlySet<StreamId> Mixed, bool Parameters, IReadOnlyList<string> Details, IReadOnlySet<string> Files)
{
    /// <summary>Nothing.</summary>
    public static LocalAdditions None { get; } = new(new Dictionary<StreamId, long>(), new HashSet<StreamId>(), false, [], new HashSet<string>());

    /// <summary>Whether there is something to lose.</summary>
    public bool Any => Unsent.Count > 0 || Parameters || Details.Count > 0 || Files.Count > 0;
}
