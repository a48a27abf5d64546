using System.Globalization;
using MlDash.Server.Diagnostics;
using MlDash.Server.Stores;

namespace MlDash.Server.Migration;

/// <summary>The documents of one kind, as they are: ids, versions, unique texts and lists included.</summary>
internal sealed class DocumentMove(string kind, IMetadataStore source, IMetadataStore target) : IMove
{
    private const int AtOnce = 16;

    public string Name => kind;

    /// <summary>What a server keeps of itself is there as soon as one was started on the target; the server that moves in stays the one it is.</summary>
    private bool SourceWins => kind == DocumentKind.Setting;

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await foreach (var (ours, theirs) in PairsAsync(cancellationToken))
        {
            if (theirs is null || (ours is not null && (SourceWins || Digest.Of(ours) == Digest.Of(theirs))))
                continue;
            throw new MigrationRefusedException($"The target holds document '{theirs.Id}' of kind '{kind}', "
                + (ours is null ? "which the source does not have." : "which is another one in the source."));
        }
    }

    public async Task CopyAsync(Progress progress, CancellationToken cancellationToken)
    {
        progress.Begin($"copy {kind}", "documents");
        var missing = PairsAsync(cancellationToken)
            .Where(pair => pair.Target is null || (SourceWins && pair.Source is not null && Digest.Of(pair.Source) != Digest.Of(pair.Target)))
            .Select(pair => (Document: pair.Source!, IsOther: pair.Target is not null));
        await Parallel.ForEachAsync(missing, Together(cancellationToken), async (found, one) =>
        {
            var document = found.Document;
            if (found.IsOther)
                await target.DeleteAsync(kind, document.Id, one);
            // Taken by now: the comparison that follows says by what.
            await target.RestoreAsync(document, one);
            CrashPoint.Pass("migrate.document");
            progress.Count(document.Body.Length);
        });
        progress.End();
    }

    public async Task<string> VerifyAsync(Differences differences, Progress progress, CancellationToken cancellationToken)
    {
        progress.Begin($"compare {kind}", "documents");
        var (here, there) = (0L, 0L);
        await foreach (var (ours, theirs) in PairsAsync(cancellationToken))
        {
            (here, there) = (here + (ours is null ? 0 : 1), there + (theirs is null ? 0 : 1));
            if (ours is null || theirs is null)
                differences.Add($"{kind} '{(ours ?? theirs)!.Id}' is only in the {(ours is null ? "target" : "source")}");
            else if (Digest.Of(ours) != Digest.Of(theirs))
                differences.Add($"{kind} '{ours.Id}' is not the same in both");
            progress.Count((ours ?? theirs)!.Body.Length);
        }
        if (here != there)
            differences.Add(string.Create(CultureInfo.InvariantCulture, $"{kind}: {here} documents in the source, {there} in the target"));
        return string.Create(CultureInfo.InvariantCulture, $"{there} documents");
    }

    private IAsyncEnumerable<(StoredDocument? Source, StoredDocument? Target)> PairsAsync(CancellationToken cancellationToken) =>
        Pairs.OfAsync(source.DocumentsAsync(kind, cancellationToken), target.DocumentsAsync(kind, cancellationToken), document => document.Id)
            .Where(pair => !SourceWins || pair.Source is not null);

    private static ParallelOptions Together(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
}
