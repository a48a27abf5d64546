using System.Text;

namespace MlDash.Import.Reading;

/// <summary>
/// Lines of a file, one after the other. A last one without an end counts when the file has not changed for a while: else its writer may be in the middle of
/// it.
/// </summary>
internal sealed class SourceLines : IDisposable
{
    /// <summary>A file that has not changed for this long has been written to its end.</summary>
    private static readonly TimeSpan _settled = TimeSpan.FromSeconds(10);

    /// <summary>A line that is longer is none: 64 MB.</summary>
    public const int Longest = 64 << 20;

    private readonly Stream _stream;
    private readonly bool _isSettled;
    private byte[] _buffer = new byte[1 << 16];
    private int _from;
    private int _to;
    private bool _hasEnded;
    private bool _isFirst = true;

    /// <param name="file">The file; it is closed at the end. UTF-8, or UTF-16 that says so.</param>
    /// <param name="clock">What time it is; null: the time of the machine.</param>
    public SourceLines(FileStream file, TimeProvider? clock = null)
    {
        _isSettled = (clock ?? TimeProvider.System).GetUtcNow() - File.GetLastWriteTimeUtc(file.Name) > _settled;
        Span<byte> begin = stackalloc byte[2];
        var read = file.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false);
        file.Position = 0;
        _stream = read < begin.Length ? file
            : begin.SequenceEqual(Encoding.Unicode.Preamble) ? Encoding.CreateTranscodingStream(file, Encoding.Unicode, Encoding.UTF8)
            : begin.SequenceEqual(Encoding.BigEndianUnicode.Preamble) ? Encoding.CreateTranscodingStream(file, Encoding.BigEndianUnicode, Encoding.UTF8)
            : file;
    }

    /// <summary>Whether there is a last line that does not count, since it has no end.</summary>
    public bool HasCutEnd => _hasEnded && _to > _from;

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
            if (_hasEnded && _isSettled && searched > 0)
            {
                // Its end is put where there is room, as if it had been written.
                if (_to == _buffer.Length)
                    Array.Resize(ref _buffer, _buffer.Length + 1);
                _buffer[_to++] = (byte)'\n';
                continue;
            }

            if (_hasEnded)
            {
                line = default;
                return false;
            }

            Fill();
        }
    }

    public void Dispose() => _stream.Dispose();

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

        var read = _stream.Read(_buffer, _to, _buffer.Length - _to);
        _hasEnded = read == 0;
        _to += read;
    }
}
