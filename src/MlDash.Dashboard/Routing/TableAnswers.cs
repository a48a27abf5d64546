using System.Globalization;
using MlDash.Dashboard.Questions;
using MlDash.Dashboard.Tables;

namespace MlDash.Dashboard.Routing;

/// <summary>Rows of recorded tables. A file that cannot be read is an answer that says why, so that a report has it, too.</summary>
internal static class TableAnswers
{
    private const string Cannot = "It cannot be previewed: ";

    // What does not come from a disk of this machine is read as a whole.
    private const int MostFetched = ParquetHead.MostBytes;

    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(10);

    // Each takes some memory.
    private static readonly SemaphoreSlim _few = new(2);

    /// <summary>Rows of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="asked">Which rows.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<FileTableAnswer> OfAsync(RecordedFile file, TableAsked asked, CancellationToken cancellationToken)
    {
        await _few.WaitAsync(cancellationToken).ConfigureAwait(false);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(_longest);
        try
        {
            await using var stream = await file.OpenAsync().ConfigureAwait(false);
            // It computes for a while without waiting for anything.
            var page = await Task.Run(() => ReadAsync(file, stream, asked, late.Token), late.Token).ConfigureAwait(false);
            return new(page.Columns, page.Rows, page.TotalRows, page.TotalColumns, page.HasMore, page.LookedAt);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Faulty(string.Create(CultureInfo.InvariantCulture, $"it takes longer than {_longest.TotalSeconds:N0} s."));
        }
        catch (StorageException fault) when (fault.ErrorId == "TableUnreadable")
        {
            return Faulty(fault.Message);
        }
#pragma warning disable CA1031 // Whatever is wrong with a file that anybody may have made, the page says it, and nothing else stops.
        catch (Exception fault) when (fault is not (OperationCanceledException or MlDashException))
#pragma warning restore CA1031
        {
            return Faulty(fault is InvalidDataException ? fault.Message : "a page is damaged.");
        }
        finally
        {
            _few.Release();
        }
    }

    private static FileTableAnswer Faulty(string why) => new([], [], 0, 0, Fault: Cannot + why);

    private static async Task<TablePage> ReadAsync(RecordedFile file, Stream stream, TableAsked asked, CancellationToken cancellationToken)
    {
        if (!RecordedType.IsParquet(file.Name))
        {
            await using var begin = await PartStream.OfAsync(stream, new(0, CsvTable.MostBytes - 1), cancellationToken).ConfigureAwait(false);
            return await CsvTable.ReadAsync(begin, file.Length > CsvTable.MostBytes, file.Name, asked, cancellationToken).ConfigureAwait(false);
        }

        await using var whole = await WholeStream.OfAsync(stream, MostFetched, cancellationToken).ConfigureAwait(false);
        return await ParquetTable.ReadAsync(whole, asked, cancellationToken).ConfigureAwait(false);
    }
}
