namespace MlDash.Server.Documents;

/// <summary>The answer to a write, kept for a repeat of it. While the write runs, <c>Status</c> is 0 and the lease is renewed.</summary>
internal sealed record KeptAnswer(
    string Id, string Target, string Runner, string LeaseUntil, int Status, string? ContentType, string? Body, string CreatedAt)
{
    /// <summary>What tells the body of the request from another; null when it had none.</summary>
    public string? Fingerprint { get; init; }
}
