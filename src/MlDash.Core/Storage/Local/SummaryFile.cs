using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;
using MlDash.Json;
using MlDash.Series;
using MlDash.Storage.Format;

namespace MlDash.Storage.Local;

/// <summary>
/// The file <c>.mldash-summary</c> beside the data of a metric: summaries of its blocks. A file that is torn, foreign, or of other data is as good as none.
/// </summary>
internal sealed class SummaryFile : IDisposable
{
    public const string FileName = ".mldash-summary";

    private readonly SafeFileHandle? _file;

    private SummaryFile(SafeFileHandle? file, SummaryBytes summaries)
    {
        _file = file;
        Summaries = summaries;
    }

    /// <summary>What is in it; <see cref="SummaryBytes.Covered"/> is in bytes of the data.</summary>
    public SummaryBytes Summaries { get; }

    /// <summary>The summaries beside a data file; empty ones where there are none that fit.</summary>
    public static async ValueTask<SummaryFile> OpenAsync(string dataPath, SafeFileHandle data, CancellationToken cancellationToken)
    {
        // Most metrics are short and have none: an exception for each of them would cost more than reading its points.
        if (!File.Exists(PathBeside(dataPath)))
            return None();
        SafeFileHandle? file = null;
        try
        {
            file = LineReader.OpenFile(PathBeside(dataPath));
            if (file is { } found
                && await SummaryBytes.OpenAsync((begin, length, _) => new(Read(found, begin, length)), cancellationToken).ConfigureAwait(false) is { } summaries
                && summaries.Covered <= RandomAccess.GetLength(data) && summaries.Stamp == Fingerprint(data, summaries.Covered))
                return new(file, summaries);
        }
        catch (Exception unreadable) when (unreadable is MlDashException or IOException or UnauthorizedAccessException)
        {
            // An aid that cannot be read is none.
        }

        file?.Dispose();
        return None();
    }

    /// <summary>Whether a file of summaries lies beside a data file, whatever is in it.</summary>
    public static bool IsBeside(string dataPath) => File.Exists(PathBeside(dataPath));

    /// <summary>No summaries.</summary>
    public static SummaryFile None() => new(null, SummaryBytes.None());

    /// <summary>Puts summaries in the place of these.</summary>
    /// <param name="dataPath">The data file.</param>
    /// <param name="data">The same, open.</param>
    /// <param name="covered">Bytes covered.</param>
    /// <param name="summaries">The summaries of these, which have grown from what is in this file.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task ReplaceAsync(
        string dataPath, SafeFileHandle data, long covered, GrowingSummaries summaries, CancellationToken cancellationToken)
    {
        using var file = new PooledBuffer();
        await summaries.WriteAsync(file, covered, Fingerprint(data, covered), cancellationToken).ConfigureAwait(false);
        // All of it is in memory now. Windows puts no file in the place of one that is open.
        Dispose();
        try
        {
            SmallDocument.Write(PathBeside(dataPath), file.WrittenSpan);
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            // Reading a folder that cannot be written to is no fault; the next reader summarises again.
        }
    }

    public void Dispose() => _file?.Dispose();

    private static string PathBeside(string dataPath) => Path.Combine(Path.GetDirectoryName(dataPath)!, FileName);

    private static ReadOnlyMemory<byte> Read(SafeFileHandle file, long begin, int length)
    {
        var bytes = new byte[Math.Max(0, Math.Min(length, RandomAccess.GetLength(file) - begin))];
        return bytes.AsMemory(0, RandomAccess.Read(file, bytes, begin));
    }

    /// <summary>A hash of places that lie evenly over the data up to what is covered: other data gives another, also of the same length.</summary>
    private static long Fingerprint(SafeFileHandle data, long covered)
    {
        const int places = 16, length = 128;
        var hash = new XxHash3(covered);
        Span<byte> bytes = stackalloc byte[length];
        for (var place = 0; place < places; place++)
        {
            var at = Math.Max(covered - length, 0) * place / (places - 1);
            var read = RandomAccess.Read(data, bytes[..(int)Math.Min(length, covered - at)], at);
            hash.Append(bytes[..read]);
        }

        return (long)hash.GetCurrentHashAsUInt64();
    }
}
