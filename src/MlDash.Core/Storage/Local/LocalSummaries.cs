using Microsoft.Win32.SafeHandles;
using MlDash.Series;
using MlDash.Storage.Format;

namespace MlDash.Storage.Local;

/// <summary>The points of a metric on this disk in blocks, with the summaries that lie beside them, carried on to the present end of the data.</summary>
internal sealed class LocalSummaries : ISummarizedPoints, IDisposable
{
    private readonly string _path;
    private readonly SafeFileHandle _data;
    private readonly SummaryFile _file;
    private readonly PointNumbers _numbers;
    private readonly GrowingSummaries _summaries;
    private readonly NumberColumns _tail = new();
    private readonly NumberColumns _read = new();
    private LineReader? _lines;
    private bool _hasTail;

    private LocalSummaries(string path, SafeFileHandle data, SummaryFile file)
    {
        _path = path;
        _data = data;
        _file = file;
        _summaries = new(file.Summaries);
        _numbers = new(Fields);
    }

    public FieldTable Fields => _summaries.Fields;

    public int Blocks => Summaries(0) + (_hasTail ? 1 : 0);

    /// <summary>The points of a data file; null when there is none.</summary>
    /// <param name="path">The data file of a metric.</param>
    /// <param name="ignoresFile">Whether the summaries beside the data are ignored, since they are damaged.</param>
    /// <param name="broken">Told of broken lines that are met: the message, and where the line ends.</param>
    /// <param name="cancellationToken">Ends the reading of what has no summary yet.</param>
    public static async Task<LocalSummaries?> OpenAsync(
        string path, bool ignoresFile, Action<string, long> broken, CancellationToken cancellationToken)
    {
        if (LineReader.OpenFile(path) is not { } data)
            return null;
        var summaries = new LocalSummaries(
            path, data, ignoresFile ? SummaryFile.None() : await SummaryFile.OpenAsync(path, data, cancellationToken).ConfigureAwait(false));
        try
        {
            await summaries.CarryOnAsync(broken, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            summaries.Dispose();
            throw;
        }

        return summaries;
    }

    /// <summary>Whether the summaries beside a data file are those of its lines; where there are none, nothing is wrong.</summary>
    public static async Task<bool> AreTrueAsync(string path, CancellationToken cancellationToken)
    {
        if (!SummaryFile.IsBeside(path) || LineReader.OpenFile(path) is not { } data)
            return true;
        using var found = new LocalSummaries(path, data, SummaryFile.None());
        using var file = await SummaryFile.OpenAsync(path, data, cancellationToken).ConfigureAwait(false);
        using var lines = LineReader.Over(data, 0, cancellationToken);
        for (long begin = 0; begin < file.Summaries.Covered && found.ReadTail(lines, (_, _) => { }) == NumberColumns.Most; begin = lines.Offset)
        {
            await found._summaries.AddAsync(BlockSummary.Of(found._tail, found.Fields), begin, cancellationToken).ConfigureAwait(false);
            found._tail.Clear();
        }

        try
        {
            return lines.Offset > 0 && lines.Offset == file.Summaries.Covered
                && await found._summaries.AreAsync(file.Summaries, cancellationToken).ConfigureAwait(false);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    public int Summaries(int level) => _summaries.Count(level);

    public ValueTask<BlockSummary> SummaryAsync(int level, int at, CancellationToken cancellationToken) =>
        _summaries.SummaryAsync(level, at, cancellationToken);

    public async ValueTask<NumberColumns> ReadAsync(int block, CancellationToken cancellationToken)
    {
        if (block == Summaries(0))
            return _tail;
        var begin = await _summaries.BeginOfAsync(block, cancellationToken).ConfigureAwait(false);
        if (_lines?.Offset != begin)
        {
            _lines?.Dispose();
            _lines = LineReader.Over(_data, begin, cancellationToken);
        }

        _read.Clear();
        for (var line = 0; line < NumberColumns.Most && _lines.TryRead(out var bytes); line++)
            Take(bytes, _read);
        return _read;
    }

    public void Dispose()
    {
        _lines?.Dispose();
        _file.Dispose();
        _data.Dispose();
    }

    /// <summary>Summarises what has come since, and keeps the last points, which are no whole block.</summary>
    private async Task CarryOnAsync(Action<string, long> broken, CancellationToken cancellationToken)
    {
        var begin = _file.Summaries.Covered;
        using var lines = LineReader.Over(_data, begin, cancellationToken);
        int inBlock;
        for (; (inBlock = ReadTail(lines, broken)) == NumberColumns.Most; begin = lines.Offset)
        {
            await _summaries.AddAsync(BlockSummary.Of(_tail, Fields), begin, cancellationToken).ConfigureAwait(false);
            _tail.Clear();
        }

        _hasTail = inBlock > 0;
        if (_summaries.HasGrown)
            await _file.ReplaceAsync(_path, _data, begin, _summaries, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the next lines, at most those of a block; how many there were.</summary>
    private int ReadTail(LineReader lines, Action<string, long> broken)
    {
        var count = 0;
        for (; count < NumberColumns.Most && lines.TryRead(out var line); count++)
        {
            if (Take(line, _tail) is { } fault)
                broken(fault, lines.Offset);
        }

        return count;
    }

    /// <summary>Adds the numbers of a line; what is wrong with it when it is broken.</summary>
    private string? Take(Span<byte> line, NumberColumns points)
    {
        if (StoredLine.IsBlank(line))
            return null;
        try
        {
            _numbers.Read(line, points);
            return null;
        }
        catch (Exception broken) when (StoredLine.IsBroken(broken))
        {
            return broken.Message;
        }
    }
}
