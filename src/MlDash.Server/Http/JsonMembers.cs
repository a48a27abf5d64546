using System.Text.Json;
using MlDash.Protocol;

namespace MlDash.Server.Http;

/// <summary>Members of request objects. Absent, or null: not given. Of the wrong kind: 400 that names the member.</summary>
internal static class JsonMembers
{
    public static RawJson? Given(this IReadOnlyDictionary<string, RawJson> members, string name) =>
        members.TryGetValue(name, out var value) && value.Kind != JsonValueKind.Null ? value : null;

    public static string? Text(this IReadOnlyDictionary<string, RawJson> members, string name) => members.Given(name) switch
    {
        null => null,
        { Kind: JsonValueKind.String } text => text.AsText(),
        // Ids may come as numbers.
        { Kind: JsonValueKind.Number } number => number.ToString(),
        { } other => throw Wrong(name, "text", other),
    };

    /// <summary>An id, which clients write as text or as a number; empty text is what some send for none.</summary>
    public static string? Id(this IReadOnlyDictionary<string, RawJson> members, string name) => members.Text(name) is { Length: > 0 } id ? id : null;

    public static string RequiredText(this IReadOnlyDictionary<string, RawJson> members, string name) =>
        members.Text(name) is { Length: > 0 } text ? text : throw ApiException.Malformed($"'{name}' is needed and holds text.");

    public static IReadOnlyList<string>? Texts(this IReadOnlyDictionary<string, RawJson> members, string name) => members.Given(name) switch
    {
        null => null,
        { Kind: JsonValueKind.Array } array => [.. array.Items().Select(i => i.AsText() ?? i.ToString())],
        { } other => throw Wrong(name, "a list of texts", other),
    };

    public static RawJson? Object(this IReadOnlyDictionary<string, RawJson> members, string name) => members.Given(name) switch
    {
        null => null,
        { Kind: JsonValueKind.Object } value => value,
        { } other => throw Wrong(name, "an object", other),
    };

    public static bool? Flag(this IReadOnlyDictionary<string, RawJson> members, string name) => members.Given(name) switch
    {
        null => null,
        { Kind: JsonValueKind.True } => true,
        { Kind: JsonValueKind.False } => false,
        { } other => throw Wrong(name, "true or false", other),
    };

    private static ApiException Wrong(string name, string expected, RawJson found) =>
        ApiException.Malformed($"'{name}' must be {expected}; found {found.Kind.ToString().ToLowerInvariant()}.");
}
