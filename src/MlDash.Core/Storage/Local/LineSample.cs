using MlDash.Storage.Format;

namespace MlDash.Storage.Local;

/// <summary>
/// Looks into a file of lines at places that lie evenly over it: a block at each, so that what is read does not grow with the file.
/// </summary>
internal static class LineSample
{
    /// <summary>Bytes looked at in one place; a place whose line is longer has no value.</summary>
    private const int Block = 16 * 1024;

    /// <summary>A file up to this length is read as a whole.</summary>
    private const int Small = 256 * 1024;

    /// <summary>Means of what the lines at each place give; NaN where they give nothing.</summary>
    /// <param name="path">The file; a missing one has no places.</param>
    /// <param name="places">How many places, at most.</param>
    /// <param name="valueOf">What a line gives; its bytes may be changed.</param>
    public static double[] Read(string path, int places, LineValue valueOf)
    {
        using var file = LineReader.OpenFile(path);
        if (file is null)
            return [];
        var whole = LineTail.WholeLength(file, RandomAccess.GetLength(file));
        if (whole <= Small)
        {
            var content = new byte[whole];
            RandomAccess.Read(file, content, 0);
            return Condense(Values(LineReader.WithoutMark(content), valueOf), places);
        }

        var block = new byte[Block];
        var means = new double[places];
        for (var place = 0; place < places; place++)
        {
            var offset = (whole - Block) * place / (places - 1);
            var read = RandomAccess.Read(file, block, offset);
            means[place] = Mean(Values(WholeLines(block.AsSpan(0, read), startsLine: offset == 0), valueOf));
        }

        return means;
    }

    private static Span<byte> WholeLines(Span<byte> block, bool startsLine)
    {
        var start = startsLine ? 0 : block.IndexOf((byte)'\n') + 1;
        var end = block.LastIndexOf((byte)'\n') + 1;
        return start < end ? block[start..end] : default;
    }

    private static List<double> Values(Span<byte> lines, LineValue valueOf)
    {
        List<double> values = [];
        while (lines.IndexOf((byte)'\n') is var end and >= 0)
        {
            if (end > 0)
                values.Add(valueOf(lines[..end].TrimEnd((byte)'\r')) ?? double.NaN);
            lines = lines[(end + 1)..];
        }

        return values;
    }

    private static double[] Condense(List<double> values, int places)
    {
        if (values.Count <= places)
            return [.. values];
        var means = new double[places];
        for (var place = 0; place < places; place++)
        {
            var (from, to) = (values.Count * place / places, values.Count * (place + 1) / places);
            means[place] = Mean(values.GetRange(from, to - from));
        }

        return means;
    }

    private static double Mean(List<double> values)
    {
        var (sum, count) = (0.0, 0);
        foreach (var value in values.Where(double.IsFinite))
        {
            sum += value;
            count++;
        }

        return count == 0 ? double.NaN : sum / count;
    }
}

/// <summary>The number a line gives; null when it gives none.</summary>
internal delegate double? LineValue(Span<byte> line);
