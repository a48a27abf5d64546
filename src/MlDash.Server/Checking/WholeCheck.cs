using System.Runtime.CompilerServices;
using MlDash.Server.Documents;
using MlDash.Server.Metrics;
using MlDash.Server.Migration;
using MlDash.Server.Settings;
using MlDash.Server.Stores;

namespace MlDash.Server.Checking;

/// <summary>Reads all that the stores hold, and says what is damaged or missing.</summary>
internal sealed class WholeCheck(IMetadataStore metadata, IBlobStore blobs, ServerSettings settings, TimeProvider clock)
{
    /// <summary>The most errors that are looked at again.</summary>
    private const int MostSuspects = 10_000;

    /// <summary>One look.</summary>
    public IAsyncEnumerable<Finding> LookAsync(Progress progress, CancellationToken cancellationToken)
    {
        var (stores, owners) = (new StoreCollections(metadata), new Owners());
        var streams = new StreamCheck(stores, metadata, new MetricChunks(metadata, blobs, settings, clock), owners);
        var files = new BlobCheck(stores, blobs, owners);
        return new DocumentCheck(stores, owners).RunAsync(progress, cancellationToken)
            .Concat(streams.StreamsAsync(progress, cancellationToken))
            .Concat(streams.ChunksAsync(progress, cancellationToken))
            .Concat(files.FilesAsync(progress, cancellationToken))
            .Concat(files.OrphansAsync(progress, cancellationToken));
    }

    /// <summary>
    /// A look while servers change what is looked at: an error counts when a second look finds it, too, since the first one may have read a thing before, and
    /// what it belongs to after a change. Blobs that belong to nothing may belong to an upload under way, and are not said.
    /// </summary>
    public async IAsyncEnumerable<Finding> LookTwiceAsync(Progress progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var suspects = new HashSet<(string, string)>();
        await foreach (var finding in LookAsync(progress, cancellationToken).Where(finding => finding.IsError).Take(MostSuspects))
            suspects.Add((finding.Kind, finding.Item));
        if (suspects.Count == 0)
            yield break;
        await foreach (var finding in LookAsync(progress, cancellationToken))
        {
            if (finding.IsError && suspects.Contains((finding.Kind, finding.Item)))
                yield return finding;
        }
    }
}
