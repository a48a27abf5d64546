using System.Buffers.Text;

namespace MlDash.Sampling;

/// <summary>How busy the processors are, all together and each, in percent. Where a control group limits them, all together are what it may use.</summary>
internal sealed class LinuxProcessors : ISampleSource
{
    private readonly SampleTable _table;
    private readonly KernelFile _statistics;
    private readonly KernelFile? _groupTime;
    private readonly ControlGroup _group;
    private readonly List<Processor> _processors = [];
    private readonly int _all;
    private Counter _used;

    public LinuxProcessors(SampleTable table, KernelFile statistics, ControlGroup group)
    {
        (_table, _statistics, _group) = (table, statistics, group);
        _groupTime = group.TimeFile is { } file ? KernelFile.Open(file) : null;
        _all = table.Add(SampleNames.Processors, 2);
    }

    /// <inheritdoc />
    public void Sample(double seconds)
    {
        if (_groupTime is not null)
        {
            var words = new KernelWords(_groupTime.Read());
            // Version 2 has the name in front of the number.
            if (_group.TimeFile!.EndsWith(".stat", StringComparison.Ordinal))
                words.Skip(1);
            _table.Note(_all, 100 * _used.Grow(words.NextNumber()) / _group.TicksPerSecond / _group.Processors!.Value / seconds);
        }

        var lines = new KernelWords(_statistics.Read());
        for (var at = 0; lines.NextLine(out var line) && line.StartsWith("cpu"u8); at++)
        {
            if (at == _processors.Count)
                _processors.Add(new(at == 0 ? _all : _table.Add(SampleNames.OneProcessor(NumberOf(line)), 2)));
            _processors[at].Sample(line, at == 0 && _groupTime is not null ? null : _table);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _statistics.Dispose();
        _groupTime?.Dispose();
    }

    private static int NumberOf(ReadOnlySpan<byte> line) =>
        Utf8Parser.TryParse(line["cpu".Length..], out int number, out _) ? number : throw new FormatException("A processor has no number.");

    private sealed class Processor(int field)
    {
        private const int Columns = 8;

        private Counter _whole;
        private Counter _idle;

        public void Sample(ReadOnlySpan<byte> line, SampleTable? table)
        {
            var words = new KernelWords(line);
            words.Skip(1);
            double whole = 0, idle = 0;
            for (var column = 0; column < Columns; column++)
            {
                var ticks = words.NextNumber();
                whole += ticks;
                // The fourth is idle, the fifth waits for a disk, which is no work of the processor.
                if (column is 3 or 4)
                    idle += ticks;
            }

            var passed = _whole.Grow(whole);
            var rested = _idle.Grow(idle);
            table?.Note(field, Math.Clamp(100 * (passed - rested) / passed, 0, 100));
        }
    }
}
