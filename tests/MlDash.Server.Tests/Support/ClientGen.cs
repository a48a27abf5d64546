using CsCheck;

namespace MlDash.Server.Tests;

/// <summary>A JSON value as it is sent, and as a strict reader gets it back: without the tokens that JSON does not know.</summary>
internal sealed record Sent(string Text, string Strict)
{
    public static Sent Same(string text) => new(text, text);

    public static Sent List(IEnumerable<Sent> items) => Join(items, "[", "]");

    public static Sent Object(IEnumerable<(string Name, Sent Value)> members) =>
        Join(members.Select(m => new Sent($"{Quote(m.Name)}:{m.Value.Text}", $"{Quote(m.Name)}:{m.Value.Strict}")), "{", "}");

    public static string Quote(string text) => System.Text.Json.JsonSerializer.Serialize(text);

    private static Sent Join(IEnumerable<Sent> items, string open, string close)
    {
        var all = items.ToList();
        return new(open + string.Join(",", all.Select(i => i.Text)) + close, open + string.Join(",", all.Select(i => i.Strict)) + close);
    }
}

/// <summary>One of the published clients: how it names itself and how it puts a name into a path.</summary>
internal sealed record PublishedClient(string Name, string? UserAgent, bool EncodesWhole)
{
    public bool ReadsTokens => UserAgent is not null && UserAgent.StartsWith("python", StringComparison.Ordinal);

    public (string, string)[] Headers => UserAgent is null ? [] : [("User-Agent", UserAgent)];

    /// <summary>The name as a part of a path. The Python SDK leaves '/' and '?', so that the rest of such a name becomes the query.</summary>
    public string PathOf(string name) => EncodesWhole ? Uri.EscapeDataString(name)
        : string.Concat(
            name.EnumerateRunes().Select(
                r => r.IsAscii && "/?:@!$&'()*+,;=".Contains((char)r.Value, StringComparison.Ordinal) ? r.ToString() : Uri.EscapeDataString(r.ToString())));

    public override string ToString() => Name;
}

/// <summary>What the published clients send: odd names, numbers that JSON does not know, ids as text or number, members absent or null.</summary>
internal static class ClientGen
{
    private static readonly string[] _pieces =
    [
        "a",
        "Z",
        "7",
        " ",
        ":",
        "&",
        "+",
        "=",
        ",",
        ";",
        "@",
        "!",
        "$",
        "(",
        ")",
        "*",
        "'",
        "é",
        "日",
        "😀",
        "\"",
        "<",
        ">",
        "|",
        "\\",
        "^",
        "`",
        "{",
        "}",
        "~",
        "-",
        "_",
        "?"
    ];
    private static readonly string[] _numbers =
    [
        "0",
        "-0.0",
        "1",
        "-1",
        "0.1",
        "1.50",
        "5e-324",
        "1.7976931348623157e+308",
        "-1.7976931348623157E308",
        "9007199254740993",
        "9223372036854775808",
        "123456789012345678901234567890"
    ];

    public static Gen<PublishedClient> Client { get; } = OneOf(
        new PublishedClient("python", "python-httpx/0.28.1", EncodesWhole: false),
        new PublishedClient("typescript", "node", EncodesWhole: true),
        new PublishedClient("page", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36", EncodesWhole: true),
        new PublishedClient("bare", null, EncodesWhole: true));

    /// <summary>A name of one segment.</summary>
    public static Gen<string> Segment { get; } =
        Gen.OneOf(OneOf(_pieces).Array[1, 10].Select(string.Concat), OneOf("run:1", "q?x", "data", "stats", "append", "chunks", new string('é', 127)));

    /// <summary>A name that may have several segments.</summary>
    public static Gen<string> Path { get; } = Segment.Array[1, 3].Select(s => string.Join('/', s));

    public static Gen<string> Text { get; } = OneOf("", "plain", "é\u2028日😀", "\"quoted\\\"", "NaN", "tab\tline\n", "</script>");

    private static Gen<Sent> Scalar { get; } = Gen.OneOf(
        OneOf(_numbers).Select(Sent.Same), Gen.Double.Where(double.IsFinite).Select(
            d => Sent.Same(d.ToString("R", System.Globalization.CultureInfo.InvariantCulture))),
        OneOf("true", "false", "null").Select(Sent.Same), Text.Select(t => Sent.Same(Sent.Quote(t))),
        OneOf("NaN", "Infinity", "-Infinity").Select(t => new Sent(t, "null")));

    public static Gen<Sent> Value { get; } = Gen.Recursive<Sent>((depth, inner) => depth >= 3 ? Scalar : Gen.Frequency(
        (6, Scalar), (1, inner.Array[0, 3].Select(Sent.List)), (1, Gen.Select(Segment, inner).Array[0, 3].Select(
            m => Sent.Object(m.DistinctBy(x => x.Item1))))));

    /// <summary>An object with some members, each name once.</summary>
    public static Gen<Sent> Object { get; } = Gen.Select(Segment, Value).Array[0, 4].Select(m => Sent.Object(m.DistinctBy(x => x.Item1)));

    /// <summary>An id as a text or as a number.</summary>
    public static Gen<Func<string, string>> Id { get; } = Gen.Bool.Select(asNumber => (Func<string, string>)(id => asNumber ? id : Sent.Quote(id)));

    /// <summary>A member that is absent, null, or there.</summary>
    public static Gen<string> Optional(string name, Gen<string> json) =>
        Gen.OneOf(Gen.Const(""), Gen.Const($",{Sent.Quote(name)}:null"), json.Select(j => $",{Sent.Quote(name)}:{j}"));

    private static Gen<T> OneOf<T>(params T[] items) => Gen.Int[0, items.Length - 1].Select(i => items[i]);
}
