using System.Text.Json.Serialization;

namespace MlDash.Server.Documents;

/// <summary>What a token is good for, of what its user may do. A scope never gives a right, it only leaves some out.</summary>
/// <param name="Kind">One of the words below.</param>
/// <param name="Projects">The projects, as <c>namespace/project</c>, that it is good for; null: all.</param>
internal sealed record TokenScope(string Kind, IReadOnlyList<string>? Projects)
{
    /// <summary>Reads, and changes nothing.</summary>
    public const string Read = "read";

    /// <summary>Also records, changes and deletes experiments and what is in them.</summary>
    public const string Write = "write";

    /// <summary>All that the user may do, but for the calls of administrators.</summary>
    public const string All = "all";

    /// <summary>These, too.</summary>
    public const string Admin = "admin";

    // Each holds the ones before it.
    private static readonly string[] _kinds = [Read, Write, All, Admin];

    /// <summary>Of tokens that were made without one.</summary>
    public static TokenScope Everything { get; } = new(All, null);

    /// <summary>What a token of the server's own command line may have.</summary>
    public static TokenScope Widest { get; } = new(Admin, null);

    /// <summary>Whether it leaves out some of what the user may do with an account: tokens, members, logins.</summary>
    [JsonIgnore]
    public bool IsNarrow => Rank < RankOf(All) || Projects is not null;

    /// <summary>The most that it leaves of a role.</summary>
    [JsonIgnore]
    public Role MostRole => Kind switch { Read => Role.Viewer, Write => Role.Editor, _ => Role.Owner };

    private int Rank => RankOf(Kind);

    /// <summary>Whether a word names a kind.</summary>
    public static bool IsKind(string word) => Array.IndexOf(_kinds, word) >= 0;

    /// <summary>The widest kind among words, of which others are skipped; null when none is one.</summary>
    public static string? WidestOf(IEnumerable<string> words) => words.Where(IsKind).MaxBy(RankOf);

    /// <summary>Whether it is good for a project.</summary>
    public bool Covers(string space, string project) => Projects is null || Projects.Contains($"{space}/{project}");

    /// <summary>Whether it is good for anything in a namespace.</summary>
    public bool Touches(string space) => Projects is null || Projects.Any(project => project.StartsWith(space + "/", StringComparison.Ordinal));

    /// <summary>What both are good for.</summary>
    public TokenScope And(TokenScope other) => new(
        Rank < other.Rank ? Kind : other.Kind,
        Projects is null ? other.Projects : other.Projects is null ? Projects : [.. Projects.Intersect(other.Projects, StringComparer.Ordinal)]);

    /// <summary>Whether all that another one is good for, this one is good for, too.</summary>
    public bool Holds(TokenScope other) =>
        other.Rank <= Rank && (Projects is null || (other.Projects is not null && other.Projects.All(project => Projects.Contains(project))));

    /// <summary>As a sentence names it.</summary>
    public override string ToString() => Projects is null ? $"'{Kind}'" : $"'{Kind}' for {string.Join(", ", Projects)}";

    // A word that a later version wrote is the narrowest one.
    private static int RankOf(string kind) => Math.Max(0, Array.IndexOf(_kinds, kind));
}
