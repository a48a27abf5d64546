using System.Buffers.Text;

namespace MlDash.Sampling;

/// <summary>Walks over the words of a text of the kernel, without making a text of them.</summary>
internal ref struct KernelWords(ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> _rest = text;

    /// <summary>The next line, without its end; false at the end of the text.</summary>
    public bool NextLine(out ReadOnlySpan<byte> line)
    {
        if (_rest.IsEmpty)
        {
            line = default;
            return false;
        }

        var end = _rest.IndexOf((byte)'\n');
        line = end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? default : _rest[(end + 1)..];
        return true;
    }

    /// <summary>The next word, which blanks and colons end; empty at the end of the text.</summary>
    public ReadOnlySpan<byte> Next()
    {
        _rest = _rest.TrimStart(" :\t\n"u8);
        var end = _rest.IndexOfAny(" :\t\n"u8);
        var word = end < 0 ? _rest : _rest[..end];
        _rest = _rest[word.Length..];
        return word;
    }

    /// <summary>The next word as a number; 0 when it is none.</summary>
    public double NextNumber() => Utf8Parser.TryParse(Next(), out double number, out _) ? number : 0;

    /// <summary>Leaves out words.</summary>
    public void Skip(int words)
    {
        for (; words > 0; words--)
            Next();
    }
}
