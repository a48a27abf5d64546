using System.Text;

namespace MlDash.Import.Reading;

/// <summary>Whole lines of a file, one after the other. The last one counts only when its end is there: its writer may be in the middle of it.</summary>
/// <param name="stream">The file; it is closed at the end.</param>
internal sealed class SourceLines(Stream stream) : IDisposable
{
    /// <summary>A line that is longer is none: 64 MB.</summary>
    public const int Longest = 64 << 20;

    private byte[] _buffer = new byte[1 << 16];
    private int _from;
    private int _to;
    private bool _hasEnded;
    private bool _isFirst = true;

    /// <summary>Number of the line that was read last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The next line without its end; null when there is none.</summary>
    public string? Next() => TryNext(out var line) ? Encoding.UTF8.GetString(line) : null;

    /// <summary>The next line without its end; it is overwritten by the next call.</summary>
    /// <exception cref="InvalidDataException">The line is longer than any line.</exception>
    private bool TryNext(out Span<byte> line)
    {
        for (var searched = 0; ;)
        {
            var end = _buffer.AsSpan(_from + searched, _to - _from - searched).IndexOf((byte)'\n');
            if (end >= 0)
            {
                line = _buffer.AsSpan(_from, searched + end);
                _from += searched + end + 1;
                Number++;
                if (line.EndsWith("\r"u8))
                    line = line[..^1];
                if (_isFirst && line.StartsWith("\uFEFF"u8))
                    line = line[3..];
                _isFirst = false;
                return true;
            }

            searched = _to - _from;
            if (_hasEnded)
            {
                line = default;
                return false;
            }

            Fill();
        }
    }

    public void Dispose() => stream.Dispose();

    private void Fill()
    {
        if (_from > 0)
        {
            _buffer.AsSpan(_from, _to - _from).CopyTo(_buffer);
            (_from, _to) = (0, _to - _from);
        }

        if (_to == _buffer.Length)
        {
            if (_to >= Longest)
                throw new InvalidDataException($"Line {Number + 1} is longer than {Longest >> 20} MB.");
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = stream.Read(_buffer, _to, _buffer.Length - _to);
        _hasEnded = read == 0;
        _to += read;
    }
}
