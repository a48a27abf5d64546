using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MlDash.Dashboard.Questions;

namespace MlDash.Dashboard.Routing;

/// <summary>An answer, for whichever server sends it.</summary>
public sealed class DashboardAnswer
{
    /// <summary>The page takes nothing but its own script, style and pictures, and nothing of others may frame it.</summary>
    private const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>What a user has recorded is shown, never run: without origin, without script.</summary>
    private const string DataPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src 'self'; frame-ancestors 'none'; sandbox";

    private const string Json = "application/json; charset=utf-8";

    /// <summary>The status of HTTP.</summary>
    public required int Status { get; init; }

    /// <summary>The media type; null when there is no body.</summary>
    public string? ContentType { get; init; }

    /// <summary>The body, unless <see cref="Stream"/> is.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The body of a file; whoever sends it disposes of it.</summary>
    public Stream? Stream { get; init; }

    /// <summary>How many bytes <see cref="Stream"/> has.</summary>
    public long Length { get; init; }

    /// <summary>Which part of the file it is; null for all of it.</summary>
    public string? Range { get; init; }

    /// <summary>What tells this body from any other; null when it is not to be kept.</summary>
    public string? ETag { get; init; }

    /// <summary>How the file is called when it is saved; null for what is shown.</summary>
    public string? FileName { get; init; }

    /// <summary>Whether it is what users have recorded, not a part of the page.</summary>
    public bool IsRecorded { get; init; }

    /// <summary>What the browser may do with it.</summary>
    public string Policy => IsRecorded ? DataPolicy : PagePolicy;

    /// <summary>All headers but that of the content type.</summary>
    public IEnumerable<(string Name, string Value)> Headers()
    {
        yield return ("Content-Security-Policy", Policy);
        yield return ("X-Content-Type-Options", "nosniff");
        yield return ("Referrer-Policy", "no-referrer");
        yield return ("Cross-Origin-Resource-Policy", "same-origin");
        // Asked again each time, answered in full only when it differs.
        yield return ("Cache-Control", ETag is null ? "no-store" : "private, no-cache");
        if (ETag is not null)
            yield return ("ETag", ETag);
        if (Stream is not null)
            yield return ("Accept-Ranges", "bytes");
        if (Range is not null)
            yield return ("Content-Range", Range);
        if (FileName is not null)
            yield return ("Content-Disposition", $"attachment; filename*=UTF-8''{Uri.EscapeDataString(FileName)}");
    }

    /// <summary>The answer to a question.</summary>
    internal static DashboardAnswer Of<T>(T answer, JsonTypeInfo<T> type)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(answer, type);
        return new() { Status = 200, ContentType = Json, Body = bytes, ETag = Tags.Of(bytes), IsRecorded = true };
    }

    /// <summary>Why there is none.</summary>
    internal static DashboardAnswer Refused(int status, string error, string action, string code) => new()
    {
        Status = status,
        ContentType = Json,
        Body = JsonSerializer.SerializeToUtf8Bytes(new ErrorAnswer(error, action, code), DashboardJson.Default.ErrorAnswer),
        IsRecorded = true,
    };

    /// <summary>The browser has it already.</summary>
    internal static DashboardAnswer Unchanged(string tag, bool isRecorded) => new() { Status = 304, ETag = tag, IsRecorded = isRecorded };

    /// <summary>The file has no such part.</summary>
    internal static DashboardAnswer Unsatisfiable(long length) => new()
    {
        Status = 416,
        Range = string.Create(CultureInfo.InvariantCulture, $"bytes */{length}"),
        IsRecorded = true,
    };
}
