using System.Globalization;
using MlDash.Dashboard.Questions;
using MlDash.Dashboard.Tables;

namespace MlDash.Dashboard.Routing;

/// <summary>The first rows of recorded tables. A file that cannot be read is an answer that says why, so that a report has it, too.</summary>
internal static class TableAnswers
{
    private const string Cannot = "It cannot be previewed: ";

    // What does not come from a disk of this machine is read as a whole.
    private const int MostFetched = ParquetHead.MostBytes;

    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(10);

    // Each takes some memory.
    private static readonly SemaphoreSlim _few = new(2);

    /// <summary>The first rows of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="rows">How many rows; as many as an answer holds when absent.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<FileTableAnswer> OfAsync(RecordedFile file, int? rows, CancellationToken cancellationToken)
    {
        await _few.WaitAsync(cancellationToken).ConfigureAwait(false);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(_longest);
        try
        {
            await using var stream = await file.OpenAsync().ConfigureAwait(false);
            await using var whole = await WholeStream.OfAsync(stream, MostFetched, late.Token).ConfigureAwait(false);
            var most = Math.Clamp(rows ?? QuestionLimits.TableRows, 1, QuestionLimits.TableRows);
            // It computes for a while without waiting for anything.
            var head = await Task.Run(() => ParquetHead.ReadAsync(whole, most, QuestionLimits.TableColumns, late.Token), late.Token).ConfigureAwait(false);
            return new(head.Columns, head.Rows, head.TotalRows, head.TotalColumns, Fault: null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Faulty(string.Create(CultureInfo.InvariantCulture, $"it takes longer than {_longest.TotalSeconds:N0} s."));
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

    private static FileTableAnswer Faulty(string why) => new([], [], 0, 0, Cannot + why);
}
