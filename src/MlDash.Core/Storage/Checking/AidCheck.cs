using MlDash.Records;
using MlDash.Storage.Format;
using MlDash.Storage.Local;

namespace MlDash.Storage.Checking;

/// <summary>
/// Checks the aids beside a stream against its lines. A reader that finds one that does not fit builds it again; one that fits in part may lead it astray.
/// </summary>
internal static class AidCheck
{
    /// <summary>The <c>.mldash-index</c>: of a track the order of its entries, else where lines begin.</summary>
    public static StoreFinding? Index(CheckScope scope, RecordKind kind, string data)
    {
        using var file = LineReader.OpenFile(data);
        if (file is null)
            return null;
        var isTrue = kind == RecordKind.Track
            ? TrackOrder.IsTrue(data, file, scope.CancelToken)
            : LineOffsetIndex.IsTrue(data, file, scope.CancelToken);
        return isTrue ? null : Stale(scope, FindingKinds.IndexStale, Path.Combine(Path.GetDirectoryName(data)!, LineOffsetIndex.FileName));
    }

    /// <summary>The <c>.mldash-summary</c> of a metric.</summary>
    public static async Task<StoreFinding?> SummariesAsync(CheckScope scope, string data) =>
        await LocalSummaries.AreTrueAsync(data, scope.CancelToken).ConfigureAwait(false)
            ? null
            : Stale(scope, FindingKinds.SummaryStale, Path.Combine(Path.GetDirectoryName(data)!, SummaryFile.FileName));

    private static StoreFinding? Stale(CheckScope scope, string kind, string path) => scope.AreChanging(path)
        ? null
        : scope.Movable(scope.Find(FindingSeverity.Warning, kind, path, "It does not say what the lines say. It is built again when it is missing."), path);
}
