using System.Collections.Specialized;
using System.Globalization;
using MlDash.Json;
using MlDash.Protocol;

namespace MlDash.Client;

/// <summary>
/// An object in a server's answer. A member that is needed but missing, or that is of another type, is one error that names it: nothing a server leaves
/// out is guessed.
/// </summary>
internal sealed class Answer
{
    private readonly Uri _server;
    private readonly OrderedDictionary _members;
    private readonly string _place;

    private Answer(Uri server, OrderedDictionary members, string place) => (_server, _members, _place) = (server, members, place);

    /// <summary>The whole of an answer.</summary>
    public static Answer Of(Uri server, OrderedDictionary members) => new(server, members, string.Empty);

    /// <exception cref="NetworkException"><c>ServerAnswerNotUnderstood</c>; so do all that follow.</exception>
    public string Text(string name) => OptionalText(name) ?? throw Missing(name, "text");

    /// <summary>A text; null when it is missing or null.</summary>
    public string? OptionalText(string name) => _members[name] switch
    {
        null => null,
        string text => text,
        var other => throw Wrong(name, "text", other),
    };

    /// <summary>An id: text, or a whole number of any size, which some servers and proxies make of it.</summary>
    public string Id(string name) => OptionalId(name) ?? throw Missing(name, "an id");

    /// <summary>An id; null when it is missing or null.</summary>
    public string? OptionalId(string name) => _members[name] is null ? null : _members.Id(name) ?? throw Wrong(name, "an id", _members[name]!);

    /// <summary>A count: a whole number of 0 or more, also one written as text.</summary>
    public long Count(string name) => OptionalCount(name) ?? throw Missing(name, "a whole number");

    /// <summary>A count; null when it is missing or null.</summary>
    public long? OptionalCount(string name) => _members[name] switch
    {
        null => null,
        long and >= 0 and var whole => whole,
        string digits when long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var whole) => whole,
        var other => throw Wrong(name, "a whole number", other),
    };

    /// <summary>A number; null when it is missing or null.</summary>
    public object? OptionalNumber(string name) => _members[name] switch
    {
        null => null,
        long or double => _members[name],
        var other => throw Wrong(name, "a number", other),
    };

    /// <summary>Yes or no.</summary>
    public bool Flag(string name) => OptionalFlag(name) ?? throw Missing(name, "true or false");

    /// <summary>Yes or no; null when it is missing or null.</summary>
    public bool? OptionalFlag(string name) => _members[name] switch
    {
        null => null,
        bool flag => flag,
        var other => throw Wrong(name, "true or false", other),
    };

    /// <summary>A time; null when it is missing or null.</summary>
    public DateTimeOffset? OptionalTime(string name) => OptionalText(name) switch
    {
        null => null,
        var text when IsoTime.TryParse(text, out var time) => time,
        _ => throw Wrong(name, "a time", "another text"),
    };

    /// <summary>Texts; none when the member is missing or null.</summary>
    public string[] OptionalTexts(string name) => _members[name] switch
    {
        null => [],
        object?[] items when items.All(item => item is string) => [.. items.Cast<string>()],
        var other => throw Wrong(name, "a list of texts", other),
    };

    /// <summary>An object whose members are the user's own; null when it is missing or null.</summary>
    public OrderedDictionary? OptionalMembers(string name) => _members[name] switch
    {
        null => null,
        OrderedDictionary map => map,
        var other => throw Wrong(name, "an object", other),
    };

    /// <summary>An object.</summary>
    public Answer Map(string name) => OptionalMap(name) ?? throw Missing(name, "an object");

    /// <summary>An object; null when it is missing or null.</summary>
    public Answer? OptionalMap(string name) => OptionalMembers(name) is { } map ? new Answer(_server, map, $"{_place}{name}.") : null;

    /// <summary>A list of objects.</summary>
    public IReadOnlyList<Answer> Maps(string name)
    {
        if (_members[name] is not object?[] items)
            throw _members[name] is { } other ? Wrong(name, "a list", other) : Missing(name, "a list");
        return [.. items.Select((item, at) => item is OrderedDictionary map
            ? new Answer(_server, map, $"{_place}{name}[{at}].")
            : throw Wrong($"{name}[{at}]", "an object", item))];
    }

    private NetworkException Missing(string name, string expected) => ServerFaults.NotUnderstood(_server, _place + name, expected, "missing");

    private NetworkException Wrong(string name, string expected, object? found) => ServerFaults.NotUnderstood(_server, _place + name, expected, found switch
    {
        null => "null",
        string => "another text",
        bool => "true or false",
        object?[] => "a list",
        OrderedDictionary => "an object",
        _ => "a number",
    });
}
