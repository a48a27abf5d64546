using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace MlDash.Dashboard.Questions;

/// <summary>What experiments looked like: six bytes of each, so that a hundred of them fit into an address.</summary>
internal sealed class ChangesCursor
{
    private const int Bytes = 6;
    private const ulong Mask = (1UL << (8 * Bytes)) - 1;

    private readonly HashSet<ulong> _states = [];

    /// <summary>Reads one; none knows nothing.</summary>
    /// <exception cref="ConfigurationException"><c>IllegalCursor</c>.</exception>
    public static ChangesCursor Parse(string? text)
    {
        var cursor = new ChangesCursor();
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text?.Length ?? 0)];
        if (!Convert.TryFromBase64String(Padded(text ?? string.Empty), bytes, out var length) || length % Bytes != 0)
            throw new ConfigurationException("IllegalCursor", "The cursor is not one of an answer.", "Reload the page.") { Target = "since" };
        Span<byte> state = stackalloc byte[sizeof(ulong)];
        for (var at = 0; at < length; at += Bytes)
        {
            bytes.AsSpan(at, Bytes).CopyTo(state);
            cursor._states.Add(BinaryPrimitives.ReadUInt64LittleEndian(state));
        }

        return cursor;
    }

    /// <summary>Takes a state in.</summary>
    public void Add(ulong state) => _states.Add(state);

    /// <summary>Whether it has this state.</summary>
    public bool Contains(ulong state) => _states.Contains(state);

    /// <summary>The state of an experiment; null: it is not there.</summary>
    public static ulong StateOf(ExperimentPath path, ChangeLine? line)
    {
        var text = new StringBuilder(path.Value);
        if (line is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"\0{line.Version}\0{line.Status}\0{(line.IsOpen ? line.Logs : null)}");
            foreach (var (metric, points) in line.Points)
                text.Append(CultureInfo.InvariantCulture, $"\0{metric}\u0001{points}");
        }

        return XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(text.ToString())) & Mask;
    }

    /// <summary>As an address takes it.</summary>
    public override string ToString()
    {
        var bytes = new byte[_states.Count * Bytes];
        Span<byte> whole = stackalloc byte[sizeof(ulong)];
        var at = 0;
        foreach (var state in _states.Order())
        {
            BinaryPrimitives.WriteUInt64LittleEndian(whole, state);
            whole[..Bytes].CopyTo(bytes.AsSpan(at));
            at += Bytes;
        }

        return Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }

    private static string Padded(string text) => text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '=');
}
