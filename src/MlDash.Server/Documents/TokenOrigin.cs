namespace MlDash.Server.Documents;

/// <summary>What a token has of the one it was made with: it ends no later, is good for no more, and is revoked together with it.</summary>
/// <param name="EndsAt">When it ends at the latest; null for one made with a permanent token.</param>
/// <param name="Parents">The ids of that token and of those it was made with, nearest first.</param>
internal sealed record TokenOrigin(DateTimeOffset? EndsAt, IReadOnlyList<string> Parents)
{
    /// <summary>What that token is good for.</summary>
    public TokenScope Scope { get; init; } = TokenScope.Everything;

    /// <summary>Of a token that was made with no other.</summary>
    public static TokenOrigin None { get; } = new(null, []);

    /// <summary>Of a token that whoever has the server's secret makes.</summary>
    public static TokenOrigin OfServer { get; } = None with { Scope = TokenScope.Widest };

    /// <summary>When a token of this origin ends that would end at <paramref name="wanted"/>.</summary>
    public DateTimeOffset? EndOf(DateTimeOffset? wanted) => wanted is null ? EndsAt : EndsAt < wanted ? EndsAt : wanted;
}
