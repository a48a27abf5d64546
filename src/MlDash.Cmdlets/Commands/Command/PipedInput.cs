using System.Collections.Concurrent;
using System.Management.Automation;
using System.Text;

namespace MlDash.Cmdlets.Commands;

/// <summary>What the pipeline gives to a program: text as PowerShell gives it to native programs, and bytes as they are.</summary>
internal sealed class PipedInput : IDisposable
{
    /// <summary>Pieces that wait; a pipeline that is faster than the program waits, too.</summary>
    private const int MostPieces = 1024;

    private readonly BlockingCollection<byte[]> _pieces = new(MostPieces);
    private readonly SteppablePipeline _format = ScriptBlock.Create("Out-String -Stream").GetSteppablePipeline();
    private readonly Encoding _encoding;
    private readonly Stream _program;

    /// <param name="program">What the program reads.</param>
    /// <param name="encoding">How text becomes bytes.</param>
    public PipedInput(Stream program, Encoding encoding)
    {
        (_program, _encoding) = (program, encoding);
        _format.Begin(expectInput: true);
        new Thread(Write) { IsBackground = true, Name = "MlDash program input" }.Start();
    }

    /// <summary>The bytes of an object; whoever calls adds them.</summary>
    public IEnumerable<byte[]> PiecesOf(object? input) => (input is PSObject wrapped ? wrapped.BaseObject : input) switch
    {
        byte one => [[one]],
        byte[] many => [many],
        _ => Lines(_format.Process(input)),
    };

    /// <summary>What is left once there is no more input.</summary>
    public IEnumerable<byte[]> LastPieces() => Lines(_format.End());

    /// <summary>Adds bytes, if there is room.</summary>
    public bool TryAdd(byte[] piece) => _pieces.TryAdd(piece);

    /// <summary>Says that nothing more comes.</summary>
    public void Complete() => _pieces.CompleteAdding();

    public void Dispose()
    {
        _format.Dispose();
        Complete();
    }

    private IEnumerable<byte[]> Lines(Array texts) => texts.Cast<object?>().Select(text => _encoding.GetBytes(text + Environment.NewLine));

    private void Write()
    {
        try
        {
            using (_program)
            {
                foreach (var piece in _pieces.GetConsumingEnumerable())
                {
                    _program.Write(piece);
                    if (_pieces.Count == 0)
                        _program.Flush();
                }
            }
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException)
        {
            // A program need not read all of its input, and may have ended.
            foreach (var _ in _pieces.GetConsumingEnumerable())
            {
            }
        }
    }
}
