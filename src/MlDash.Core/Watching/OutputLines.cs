using System.Text;

namespace MlDash.Watching;

/// <summary>
/// Makes lines of what a program writes. Codes of the terminal are removed; of what is written over by <c>\r</c> the last state stays, and states between are
/// passed on as such.
/// </summary>
public sealed class OutputLines : IOutputSink
{
    /// <summary>The bytes of a line that make one entry; longer ones become several.</summary>
    public const int LongestPart = 32 * 1024;

    private readonly State _output;
    private readonly State _error;
    private readonly TimeProvider _clock;

    /// <param name="sink">Takes the lines, on the thread of the stream.</param>
    /// <param name="clock">The clock for their times.</param>
    public OutputLines(ILineSink sink, TimeProvider clock)
        : this(sink, clock, ConsolePage.Encoding)
    {
    }

    /// <param name="sink">Takes the lines, on the thread of the stream.</param>
    /// <param name="clock">The clock for their times.</param>
    /// <param name="fallback">What lines are written in that are no UTF-8; null when that is not known.</param>
    internal OutputLines(ILineSink sink, TimeProvider clock, Encoding? fallback)
    {
        _clock = clock;
        _output = new(OutputSource.Output, sink, fallback);
        _error = new(OutputSource.Error, sink, fallback);
    }

    /// <inheritdoc />
    public void Take(OutputSource stream, ReadOnlySpan<byte> bytes) => Take(stream, bytes, _clock.GetUtcNow());

    /// <summary>Takes bytes that came at a time.</summary>
    internal void Take(OutputSource stream, ReadOnlySpan<byte> bytes, DateTimeOffset time) => Of(stream).Take(bytes, time);

    /// <inheritdoc />
    public void Complete(OutputSource stream) => Of(stream).End();

    private State Of(OutputSource stream) => stream == OutputSource.Output ? _output : _error;

    private sealed class State(OutputSource stream, ILineSink sink, Encoding? fallback)
    {
        private readonly byte[] _line = new byte[LongestPart];
        private readonly OutputText _text = new(LongestPart, fallback);
        private char[] _shown = new char[256];
        private int _length;
        private int _shownLength;
        private int _part;
        private DateTimeOffset _time;

        public void Take(ReadOnlySpan<byte> bytes, DateTimeOffset time)
        {
            _time = time;
            while (!bytes.IsEmpty)
            {
                var end = bytes.IndexOfAny((byte)'\n', (byte)'\r');
                Add(end < 0 ? bytes : bytes[..end]);
                if (end < 0)
                    return;
                if (bytes[end] == '\n')
                    EndLine();
                else
                    Show();
                bytes = bytes[(end + 1)..];
            }
        }

        public void End()
        {
            if (_length > 0 || _shownLength > 0)
                EndLine();
        }

        private void Add(ReadOnlySpan<byte> bytes)
        {
            while (_length + bytes.Length > _line.Length)
            {
                var room = _line.Length - _length;
                bytes[..room].CopyTo(_line.AsSpan(_length));
                bytes = bytes[room..];
                _length = _line.Length;
                // A letter of several bytes is not cut.
                var whole = OutputText.WholeLetters(_line);
                _part++;
                Pass(_text.Of(_line.AsSpan(0, whole)), isRedrawn: false);
                _line.AsSpan(whole).CopyTo(_line);
                _length -= whole;
            }

            bytes.CopyTo(_line.AsSpan(_length));
            _length += bytes.Length;
        }

        private void EndLine()
        {
            Show();
            if (_part > 0)
                _part++;
            if (_part == 0 || _shownLength > 0)
                PassShown(isRedrawn: false);
            _part = 0;
        }

        /// <summary>What is written so far stands there until something is written over it.</summary>
        private void Show()
        {
            var text = _text.Of(_line.AsSpan(0, _length)).Span;
            _length = 0;
            // A bar that is wiped away at the end was the last state.
            if (text.IsWhiteSpace() && _shownLength > 0)
                return;
            PassShown(isRedrawn: true);
            if (text.Length > _shown.Length)
                _shown = new char[Math.Max(text.Length, _shown.Length * 2)];
            text.CopyTo(_shown);
            _shownLength = text.Length;
        }

        private void PassShown(bool isRedrawn)
        {
            var text = _shown.AsMemory(0, _shownLength);
            if (isRedrawn && _shownLength == 0)
                return;
            _shownLength = 0;
            if (!isRedrawn || !text.Span.IsWhiteSpace())
                Pass(isRedrawn ? text.TrimEnd() : text, isRedrawn);
        }

        private void Pass(ReadOnlyMemory<char> text, bool isRedrawn) =>
            sink.Take(new OutputLine(stream, text, _time, isRedrawn, _part));
    }
}
