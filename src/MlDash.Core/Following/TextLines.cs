using System.Text;

namespace MlDash.Following;

/// <summary>Lines of UTF-8, of bytes as they come. One that is not complete waits for its end.</summary>
/// <param name="sink">Takes the lines.</param>
internal sealed class TextLines(Action<string> sink)
{
    /// <summary>Longer lines are left out, in bytes.</summary>
    public const int LongestLine = 1024 * 1024;

    private byte[] _line = new byte[1024];
    private int _length;
    private bool _isLeftOut;
    private bool _isFirst = true;

    /// <summary>How many lines were too long.</summary>
    public long TooLong { get; private set; }

    /// <summary>Takes the next bytes.</summary>
    public void Take(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOf((byte)'\n');
            Add(end < 0 ? bytes : bytes[..end]);
            if (end < 0)
                return;
            Pass();
            bytes = bytes[(end + 1)..];
        }
    }

    /// <summary>Takes the last line, when it has no end.</summary>
    public void End()
    {
        if (_length > 0)
            Pass();
    }

    /// <summary>Leaves out what comes up to the end of the line.</summary>
    public void LeaveOutRest() => (_isLeftOut, _isFirst) = (true, false);

    /// <summary>Begins a file again.</summary>
    public void Restart() => (_length, _isLeftOut, _isFirst) = (0, false, true);

    private void Add(ReadOnlySpan<byte> bytes)
    {
        if (_isLeftOut)
            return;
        if (_length + bytes.Length > LongestLine)
        {
            TooLong++;
            (_length, _isLeftOut) = (0, true);
            return;
        }

        if (_length + bytes.Length > _line.Length)
            Array.Resize(ref _line, Math.Max(_length + bytes.Length, _line.Length * 2));
        bytes.CopyTo(_line.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Pass()
    {
        var line = _line.AsSpan(0, _length);
        var isWhole = !_isLeftOut;
        if (_isFirst && line.StartsWith(Encoding.UTF8.Preamble))
            line = line[Encoding.UTF8.Preamble.Length..];
        if (line.EndsWith("\r"u8))
            line = line[..^1];
        (_length, _isLeftOut, _isFirst) = (0, false, false);
        if (isWhole)
            sink(Encoding.UTF8.GetString(line));
    }
}
