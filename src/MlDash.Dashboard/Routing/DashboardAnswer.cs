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

    /// <summary>200, 304, 400, 404, 405, 500 or 502.</summary>
    public required int Status { get; init; }

    /// <summary>The media type; null when there is no body.</summary>
    public string? ContentType { get; init; }

    /// <summary>The body, unless <see cref="Stream"/> is.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The body of a file; whoever sends it disposes of it.</summary>
    public Stream? Stream { get; init; }

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
        if (FileName is not null)
            yield return ("Content-Disposition", $"attachment; filename*=UTF-8''{Uri.EscapeDataString(FileName)}");
    }
}
