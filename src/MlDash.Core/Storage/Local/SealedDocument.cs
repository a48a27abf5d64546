using System.Collections.Specialized;
using System.IO.Hashing;
using System.Text.Json;
using MlDash.Json;

namespace MlDash.Storage.Local;

/// <summary>The checksum of a small document, and what tells a document that was written again from one that was damaged.</summary>
/// <param name="Length">Its bytes.</param>
/// <param name="Written">When the file was last written, in ticks of the disk.</param>
/// <param name="Hash">Its checksum.</param>
/// <param name="Mark">What grows when a tool writes it: the time of its change in ticks, else its number of entries; null when it says neither.</param>
internal sealed record SealedDocument(long Length, long Written, string Hash, long? Mark)
{
    /// <summary>The seal of a document as it is; null when there is none, or it cannot be read.</summary>
    public static SealedDocument? Of(string path)
    {
        try
        {
            var written = File.GetLastWriteTimeUtc(path).Ticks;
            return SmallDocument.Read(path, bytes => Of(bytes, written));
        }
        catch (StorageException)
        {
            // What cannot be read has no seal; a check says what is wrong with it.
            return null;
        }
    }

    /// <summary>How the document of today differs from the sealed one.</summary>
    public SealedChange ChangeTo(SealedDocument now) =>
        now.Hash == Hash && now.Length == Length ? SealedChange.None
        : now.Written == Written ? SealedChange.Unwritten
        : now.Mark is { } mark && (Mark is not { } old || mark > old) ? SealedChange.Marked
        : SealedChange.Unmarked;

    private static SealedDocument Of(byte[] bytes, long written)
    {
        var hash = Convert.ToHexString(XxHash128.Hash(bytes)).ToLowerInvariant();
        return new(bytes.Length, written, hash, MarkOf(JsonValues.Parse(bytes) as OrderedDictionary ?? throw new JsonException("Expected a JSON object.")));
    }

    private static long? MarkOf(OrderedDictionary document)
    {
        if (document["files"] is object?[] files)
        {
            return files.OfType<OrderedDictionary>()
                .SelectMany(entry => new[] { entry.Time("updatedAt"), entry.Time("deletedAt"), entry.Time("uploadedAt") })
                .Max()?.UtcTicks;
        }

        return (document.Time("updatedAt") ?? document.Time("updated_at"))?.UtcTicks ?? document.Whole("totalEntries");
    }
}

/// <summary>How a document differs from what was sealed.</summary>
internal enum SealedChange
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Its bytes are others, but nobody has written to the file: the disk has changed them.</summary>
    Unwritten,

    /// <summary>It was written, and says so itself: another tool has changed it.</summary>
    Marked,

    /// <summary>It was written, but says nothing of it: by hand, or by something that is no tool of this format.</summary>
    Unmarked,
}
