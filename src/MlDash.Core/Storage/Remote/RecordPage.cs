using System.Globalization;
using System.Text.Json;
using MlDash.Client;
using MlDash.Protocol;

namespace MlDash.Storage.Remote;

/// <summary>A page of log entries or points, each as the server wrote it.</summary>
/// <param name="Items">The records.</param>
/// <param name="HasMore">Whether the server has more behind them.</param>
/// <param name="Total">How many the server says there are; null when it does not.</param>
/// <param name="Next">The number of the record that the next page begins with; null when the server does not have such pages.</param>
internal sealed record RecordPage(IReadOnlyList<RawJson> Items, bool HasMore, long? Total, long? Next)
{
    /// <summary>Reads a page.</summary>
    /// <param name="server">Who answers.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="member">The member that holds the records.</param>
    /// <exception cref="NetworkException"><c>ServerAnswerNotUnderstood</c>; <c>ServerAnswerIncomplete</c>: an empty page that says there is more.</exception>
    public static RecordPage Read(Uri server, byte[] answer, string member)
    {
        try
        {
            var (whole, members, items) = RawJson.ParseBatch(answer, member);
            if (whole.Kind != JsonValueKind.Object)
                throw ServerFaults.NotUnderstood(server, "the answer", "an object", NameOf(whole));
            if (Member(members, member).Kind != JsonValueKind.Array)
                throw ServerFaults.NotUnderstood(server, member, "a list", NameOf(Member(members, member)));
            var more = Member(members, WireMembers.HasMore);
            if (more.Kind is not (JsonValueKind.True or JsonValueKind.False))
                throw ServerFaults.NotUnderstood(server, WireMembers.HasMore, "true or false", NameOf(more));
            var page = new RecordPage(
                items,
                more.Kind == JsonValueKind.True,
                Whole(server, WireMembers.Total, Member(members, WireMembers.Total)),
                Whole(server, WireMembers.Next, Member(members, WireMembers.Next)));
            // Where a page begins by itself, one without records still leads on.
            return page is { HasMore: true, Items.Count: 0, Next: null } ? throw ServerFaults.EmptyPage(server, member) : page;
        }
        catch (FormatException fault)
        {
            throw ServerFaults.NoJson(server, fault);
        }
    }

    /// <summary>A member of an answer that was not decoded; of no kind when it is missing.</summary>
    public static RawJson Member(IReadOnlyDictionary<string, RawJson> members, string name) => members.GetValueOrDefault(name);

    /// <summary>A whole number of 0 or more, also one written as text; null when it is missing or null.</summary>
    public static long? Whole(Uri server, string name, RawJson value) => value.Kind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => null,
        JsonValueKind.Number when long.TryParse(value.Bytes.Span, NumberStyles.None, CultureInfo.InvariantCulture, out var whole) => whole,
        JsonValueKind.String when long.TryParse(value.AsText(), NumberStyles.None, CultureInfo.InvariantCulture, out var whole) => whole,
        _ => throw ServerFaults.NotUnderstood(server, name, "a whole number", NameOf(value)),
    };

    /// <summary>A text.</summary>
    public static string Text(Uri server, string name, RawJson value) =>
        value.AsText() ?? throw ServerFaults.NotUnderstood(server, name, "text", NameOf(value));

    /// <summary>A time.</summary>
    public static DateTimeOffset Time(Uri server, string name, RawJson value) =>
        IsoTime.TryParse(value.AsText(), out var time) ? time : throw ServerFaults.NotUnderstood(server, name, "a time", NameOf(value));

    /// <summary>What a value is, in words.</summary>
    public static string NameOf(RawJson value) => value.Kind switch
    {
        JsonValueKind.Undefined => "missing",
        JsonValueKind.Null => "null",
        JsonValueKind.String => "another text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        JsonValueKind.Array => "a list",
        _ => "an object",
    };
}
