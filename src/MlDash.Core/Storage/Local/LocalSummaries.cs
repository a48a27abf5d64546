using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using MlDash.Json;
using MlDash.Series;
using MlDash.Storage.Format;

namespace MlDash.Storage.Local;

/// <summary>The points of a metric on this disk in blocks, with the summaries that lie beside them, carried on to the present end of the data.</summary>
internal sealed class LocalSummaries : ISummarizedPoints, IDisposable
{
    /// <summary>Summaries are written again when they have grown by this part, so that all that is written stays a small multiple of the file.</summary>
    private const int Growth = 16;

    private readonly string _path;
    private readonly SafeFileHandle _data;
    private readonly SummaryFile _file;
    private readonly PointNumbers _numbers;
    private readonly List<BlockSummary>[] _added = [.. Enumerable.Range(0, SummaryLevels.Count).Select(_ => new List<BlockSummary>())];
    private readonly List<long> _begins = [];
    private readonly Dictionary<(int Level, int At), BlockSummary> _known = [];
    private readonly NumberColumns _tail = new();
    private readonly NumberColumns _read = new();
    private LineReader? _lines;
    private bool _hasTail;

    private LocalSummaries(string path, SafeFileHandle data, SummaryFile file)
    {
        _path = path;
        _data = data;
        _file = file;
        _numbers = new(Fields);
        foreach (var name in file.Names)
            Fields.SlotOf(name);
    }

    public FieldTable Fields { get; } = new();

    public int Blocks => Summaries(0) + (_hasTail ? 1 : 0);

    /// <summary>The points of a data file; null when there is none.</summary>
    /// <param name="path">The data file of a metric.</param>
    /// <param name="ignoresFile">Whether the summaries beside the data are ignored, since they are damaged.</param>
    /// <param name="broken">Told of broken lines that are met: the message, and where the line ends.</param>
    /// <param name="cancellationToken">Ends the reading of what has no summary yet.</param>
    public static LocalSummaries? Open(string path, bool ignoresFile, Action<string, long> broken, CancellationToken cancellationToken)
    {
        if (LineReader.OpenFile(path) is not { } data)
            return null;
        var summaries = new LocalSummaries(path, data, ignoresFile ? SummaryFile.None() : SummaryFile.Open(path, data));
        try
        {
            summaries.CarryOn(broken, cancellationToken);
        }
        catch
        {
            summaries.Dispose();
            throw;
        }

        return summaries;
    }

    public int Summaries(int level) => _file.Count(level) + _added[level].Count;

    public ValueTask<BlockSummary> SummaryAsync(int level, int at, CancellationToken cancellationToken) => new(Summary(level, at));

    public ValueTask<NumberColumns> ReadAsync(int block, CancellationToken cancellationToken)
    {
        if (block == Summaries(0))
            return new(_tail);
        var begin = block < _file.Count(0) ? _file.BeginOf(block) : _begins[block - _file.Count(0)];
        if (_lines?.Offset != begin)
        {
            _lines?.Dispose();
            _lines = LineReader.Over(_data, begin, cancellationToken);
        }

        _read.Clear();
        for (var line = 0; line < NumberColumns.Most && _lines.TryRead(out var bytes); line++)
            Take(bytes, _read);
        return new(_read);
    }

    public void Dispose()
    {
        _lines?.Dispose();
        _file.Dispose();
        _data.Dispose();
    }

    private BlockSummary Summary(int level, int at)
    {
        if (at >= _file.Count(level))
            return _added[level][at - _file.Count(level)];
        return _known.TryGetValue((level, at), out var known) ? known : _known[(level, at)] = _file.Summary(level, at);
    }

    /// <summary>Summarises what has come since, and keeps the last points, which are no whole block.</summary>
    private void CarryOn(Action<string, long> broken, CancellationToken cancellationToken)
    {
        using var lines = LineReader.Over(_data, _file.Covered, cancellationToken);
        var (begin, inBlock) = (_file.Covered, 0);
        while (lines.TryRead(out var line))
        {
            if (Take(line, _tail) is { } fault)
                broken(fault, lines.Offset);
            if (++inBlock < NumberColumns.Most)
                continue;
            Add(BlockSummary.Of(_tail, Fields));
            _begins.Add(begin);
            _tail.Clear();
            (begin, inBlock) = (lines.Offset, 0);
        }

        _hasTail = inBlock > 0;
        if (_begins.Count > _file.Count(0) / Growth)
            Save(begin);
    }

    /// <summary>Adds the numbers of a line; what is wrong with it when it is broken.</summary>
    private string? Take(Span<byte> line, NumberColumns points)
    {
        if (line.IndexOfAnyExcept((byte)' ', (byte)'\t') < 0)
            return null;
        try
        {
            _numbers.Read(line, points);
            return null;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or FormatException)
        {
            return broken.Message;
        }
    }

    private void Add(BlockSummary block)
    {
        _added[0].Add(block);
        for (var level = 1; level < SummaryLevels.Count && Summaries(level - 1) % SummaryLevels.Factor == 0; level++)
        {
            var first = Summaries(level - 1) - SummaryLevels.Factor;
            _added[level].Add(BlockSummary.Merge([.. Enumerable.Range(first, SummaryLevels.Factor).Select(at => Summary(level - 1, at))], Fields));
        }
    }

    private void Save(long covered)
    {
        using var buffer = new PooledBuffer();
        var levels = new IReadOnlyList<ReadOnlyMemory<byte>>[SummaryLevels.Count];
        for (var level = 0; level < levels.Length; level++)
            levels[level] = [.. Enumerable.Range(0, _file.Count(level)).Select(at => _file.Bytes(level, at)), .. _added[level].Select(BytesOf)];
        SummaryFile.Save(_path, _data, covered, Fields, levels, [.. Enumerable.Range(0, _file.Count(0)).Select(_file.BeginOf), .. _begins]);

        ReadOnlyMemory<byte> BytesOf(BlockSummary block)
        {
            buffer.Truncate(0);
            SummaryCodec.Write(buffer, block);
            return buffer.WrittenSpan.ToArray();
        }
    }
}
