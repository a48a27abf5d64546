using System.Buffers;
using MlDash.Protocol;

namespace MlDash.Server.Http;

/// <summary>
/// Bounds the number of items of a batch before it is parsed: each takes some hundred bytes of memory however short its text is, and work of its own in the
/// store. The clients send at most 1,000.
/// </summary>
internal static class BatchItems
{
    // A batch lies in the body itself or in one of its members.
    private const int DeepestBatch = 2;
    private static readonly SearchValues<byte> _marks = SearchValues.Create("\"[]{},"u8);

    /// <summary>Refuses a body one of whose outer arrays has more elements than that.</summary>
    /// <exception cref="ApiException">413.</exception>
    public static void Check(ReadOnlySpan<byte> json, int most)
    {
        if (HasArrayOfMoreThan(json, most))
        {
            throw new ApiException(StatusCodes.Status413PayloadTooLarge, WireErrors.TooLarge,
                $"The batch has more than {most} items. Send it in halves, or set MAX_BATCH_ITEMS on the server.");
        }
    }

    /// <summary>Whether one of the outer arrays of a body has more elements than that. What is no JSON is left to the parser to refuse.</summary>
    public static bool HasArrayOfMoreThan(ReadOnlySpan<byte> json, int most)
    {
        if (json.Count((byte)',') < most)
            return false;
        Span<int> elements = stackalloc int[DeepestBatch + 1];
        Span<bool> isArray = stackalloc bool[DeepestBatch + 1];
        var depth = 0;
        int at;
        for (; (at = json.IndexOfAny(_marks)) >= 0; json = json[(at + 1)..])
        {
            switch (json[at])
            {
                case (byte)'"':
                    at += LengthOfString(json[(at + 1)..]);
                    break;
                case (byte)'[' or (byte)'{':
                    if (++depth <= DeepestBatch)
                        (isArray[depth], elements[depth]) = (json[at] == (byte)'[', 1);
                    break;
                case (byte)']' or (byte)'}':
                    if (--depth < 0)
                        return false;
                    break;
                default:
                    if (depth is > 0 and <= DeepestBatch && isArray[depth] && ++elements[depth] > most)
                        return true;
                    break;
            }
            if (at >= json.Length)
                return false;
        }
        return false;
    }

    // With the closing quote.
    private static int LengthOfString(ReadOnlySpan<byte> rest)
    {
        var length = 0;
        while (true)
        {
            var mark = rest[length..].IndexOfAny((byte)'"', (byte)'\\');
            if (mark < 0)
                return rest.Length + 1;
            if (rest[length + mark] == (byte)'"')
                return length + mark + 1;
            length = Math.Min(rest.Length, length + mark + 2);
        }
    }
}
