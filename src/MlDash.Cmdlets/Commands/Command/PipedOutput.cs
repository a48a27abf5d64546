using System.Collections.Concurrent;
using System.Text;
using MlDash.Watching;

namespace MlDash.Cmdlets.Commands;

/// <summary>What a program writes, on its way to the thread of the pipeline: there it becomes lines, as PowerShell makes them of native programs.</summary>
internal sealed class PipedOutput : IDisposable
{
    /// <summary>Chunks that wait; a program that is faster than the pipeline waits, too.</summary>
    private const int MostChunks = 64;

    private readonly BlockingCollection<(OutputSource Stream, byte[] Bytes)> _chunks = new(MostChunks);
    private readonly PipedLines _output;
    private readonly PipedLines _error;

    /// <param name="output">Takes a line of the standard output.</param>
    /// <param name="error">Takes a line of the standard error.</param>
    public PipedOutput(Action<string> output, Action<string> error)
    {
        _output = new PipedLines(output);
        _error = new PipedLines(error);
    }

    /// <summary>Takes bytes, on any thread.</summary>
    public void Add(OutputSource stream, ReadOnlySpan<byte> bytes) => _chunks.Add((stream, bytes.ToArray()));

    /// <summary>Says that nothing more comes.</summary>
    public void Complete() => _chunks.CompleteAdding();

    /// <summary>Passes lines on until nothing more comes.</summary>
    /// <param name="cancellationToken">Ends it before.</param>
    public void Pump(CancellationToken cancellationToken)
    {
        foreach (var (stream, bytes) in _chunks.GetConsumingEnumerable(cancellationToken))
            Pass(stream, bytes);
        _output.End();
        _error.End();
    }

    /// <summary>Passes on what is there.</summary>
    /// <param name="patience">How long to wait for the first of it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public void PumpSome(TimeSpan patience, CancellationToken cancellationToken)
    {
        for (var wait = (int)patience.TotalMilliseconds; _chunks.TryTake(out var chunk, wait, cancellationToken); wait = 0)
            Pass(chunk.Stream, chunk.Bytes);
    }

    /// <summary>Throws away what comes, so that nobody waits for room.</summary>
    public void Discard()
    {
        foreach (var _ in _chunks.GetConsumingEnumerable())
        {
        }
    }

    public void Dispose() => _chunks.Dispose();

    private void Pass(OutputSource stream, byte[] bytes) => (stream == OutputSource.Output ? _output : _error).Add(bytes);

    private sealed class PipedLines(Action<string> take)
    {
        private readonly Decoder _decoder = Console.OutputEncoding.GetDecoder();
        private readonly StringBuilder _rest = new();

        public void Add(ReadOnlySpan<byte> bytes)
        {
            var letters = new char[_decoder.GetCharCount(bytes, flush: false)];
            ReadOnlySpan<char> text = letters.AsSpan(0, _decoder.GetChars(bytes, letters, flush: false));
            while (text.IndexOf('\n') is var end and >= 0)
            {
                _rest.Append(text[..end]);
                Take(_rest.Length > 0 && _rest[^1] == '\r' ? _rest.Length - 1 : _rest.Length);
                text = text[(end + 1)..];
            }

            _rest.Append(text);
        }

        public void End()
        {
            if (_rest.Length > 0)
                Take(_rest.Length);
        }

        private void Take(int length)
        {
            var line = _rest.ToString(0, length);
            _rest.Clear();
            take(line);
        }
    }
}
