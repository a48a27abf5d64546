using System.Runtime.InteropServices;
using System.Text;

namespace MlDash.Watching;

/// <summary>Texts for a call of Unix, in memory that does not move.</summary>
internal sealed unsafe class SpawnText : IDisposable
{
    private readonly List<nint> _texts = [];

    /// <summary>A text with its end.</summary>
    public byte* Of(string text)
    {
        var bytes = Encoding.UTF8.GetByteCount(text);
        var memory = (byte*)NativeMemory.AllocZeroed((nuint)bytes + 1);
        _texts.Add((nint)memory);
        Encoding.UTF8.GetBytes(text, new Span<byte>(memory, bytes));
        return memory;
    }

    /// <summary>A list of texts with its end.</summary>
    public byte** Of(IReadOnlyCollection<string> texts)
    {
        var list = (byte**)NativeMemory.AllocZeroed((nuint)texts.Count + 1, (nuint)sizeof(byte*));
        _texts.Add((nint)list);
        var at = 0;
        foreach (var text in texts)
            list[at++] = Of(text);
        return list;
    }

    public void Dispose()
    {
        foreach (var text in _texts)
            NativeMemory.Free((void*)text);
    }
}
