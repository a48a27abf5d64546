using MlDash.Protocol;
using MlDash.Server.Documents;
using MlDash.Server.Http;

namespace MlDash.Server.Identity;

/// <summary>What somebody asks of a new token.</summary>
/// <param name="Name">What the list says of it.</param>
/// <param name="Life">How long it shall live; null: as the settings say.</param>
/// <param name="Scope">What it shall be good for; null: see <see cref="Tokens.IssueAsync"/>.</param>
internal sealed record TokenRequest(string Name, TimeSpan? Life, TokenScope? Scope)
{
    private const int MostDays = 36_500;
    private const int MostProjects = 100;

    /// <summary>Reads the body of a call.</summary>
    /// <exception cref="ApiException">400: a member cannot be used.</exception>
    public static TokenRequest Of(IReadOnlyDictionary<string, RawJson> body)
    {
        var days = body.Given("expiresInDays")?.AsNumber();
        if (days is not null and not (> 0 and <= MostDays))
            throw ApiException.Malformed($"'expiresInDays' is a number above 0, at most {MostDays}.");
        return new(body.Text("name") ?? "api", days is { } number ? TimeSpan.FromDays(number) : null, ScopeOf(body.Text("scope"), body.Texts("projects")));
    }

    /// <summary>The scope of a word and projects; null of neither.</summary>
    /// <exception cref="ApiException">400: it is none.</exception>
    public static TokenScope? ScopeOf(string? kind, IReadOnlyList<string>? projects)
    {
        if (kind is null && projects is null)
            return null;
        if (kind is not null && !TokenScope.IsKind(kind))
            throw ApiException.Malformed($"'scope' is {TokenScope.Read}, {TokenScope.Write}, {TokenScope.All} or {TokenScope.Admin}; found '{kind}'.");
        if (projects is null)
            return new(kind!, null);
        if (projects.Count is 0 or > MostProjects || projects.FirstOrDefault(project => !IsProject(project)) is not null)
            throw ApiException.Malformed($"'projects' is a list of 1 to {MostProjects} texts such as 'namespace/project'.");
        return kind is TokenScope.All or TokenScope.Admin
            ? throw ApiException.Malformed($"'projects' goes with scope {TokenScope.Read} or {TokenScope.Write}; found '{kind}'.")
            : new(kind ?? TokenScope.Write, [.. projects.Distinct(StringComparer.Ordinal)]);
    }

    private static bool IsProject(string text) => text.Split('/') is [{ Length: > 0 } space, { Length: > 0 } project]
        && TokenIdentity.IsName(space) && TokenIdentity.IsName(project);
}
