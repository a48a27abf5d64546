using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using MlDash.Protocol;

namespace MlDash.Layers.Tests;

/// <summary>
/// What the members of requests and answers are called is said once, in MlDash.Protocol; a client that spells a name by itself would miss a change.
/// </summary>
public class WireNameTests
{
    private static readonly string[] _clientRooms = ["Client", "Storage/Remote", "Storage/Transfer", "Storage/Outgoing"];

    /// <summary>Files of these rooms that write documents of this machine, whose members have names of their own.</summary>
    private static readonly string[] _localDocuments =
    [
        "Storage/Outgoing/SendJournal.cs",
        "Storage/Outgoing/SendJournal.Opening.cs",
        "Storage/Outgoing/SendJournal.Streams.cs",
        "Storage/Outgoing/Spool.cs",
    ];

    /// <summary>Words of messages that are the name of a member, too.</summary>
    private static readonly string[] _words = ["ReceivedPlaces.cs: file", "ReceivedPlaces.cs: metric"];

    [Fact]
    public void The_client_spells_no_name_of_a_member_by_itself() =>
        Sentences.None(Repository.Sources("MlDash.Core").Files
            .Where(file => _clientRooms.Contains(Arrow.RoomOf(file.FilePath)) && !_localDocuments.Contains(file.FilePath))
            .SelectMany(Spelled));

    [Theory]
    [InlineData("var id = answer[\"experimentId\"];")]
    [InlineData("var said = answer.Text(\"description\");")]
    [InlineData("var name = \"dataPoints\"u8;")]
    public void A_name_that_is_spelled_is_found(string code) => Assert.Single(Spelled(Parsed(code)));

    [Fact]
    public void A_name_of_Protocol_is_not_taken_for_one_that_is_spelled() =>
        Assert.Empty(Spelled(Parsed("var id = answer[WireMembers.ExperimentId]; throw new X(\"The answer has no description.\");")));

    [Fact]
    public void Files_that_may_spell_names_are_there() =>
        Assert.Empty(_localDocuments.Except(Repository.Sources("MlDash.Core").Files.Select(file => file.FilePath)));

    private static SyntaxTree Parsed(string code) =>
        CSharpSyntaxTree.ParseText(code, path: "Client/Some.cs", cancellationToken: TestContext.Current.CancellationToken);

    private static IEnumerable<string> Spelled(SyntaxTree file) =>
        from token in file.GetRoot().DescendantTokens()
        where token.Kind() is SyntaxKind.StringLiteralToken or SyntaxKind.Utf8StringLiteralToken
            && Names.Contains(token.ValueText) && !_words.Contains($"{Path.GetFileName(file.FilePath)}: {token.ValueText}")
        let line = token.GetLocation().GetLineSpan().StartLinePosition.Line + 1
        select $"{file.FilePath}({line}) spells \"{token.ValueText}\": use the constant of MlDash.Protocol.";

    /// <summary>Every name of a member in a body, and in a query and its answer.</summary>
    private static HashSet<string> Names { get; } =
    [
        .. typeof(ProtocolJson).GetProperties()
            .Where(property => property.PropertyType.IsSubclassOf(typeof(JsonTypeInfo)))
            .SelectMany(property => ((JsonTypeInfo)property.GetValue(ProtocolJson.Default)!).Properties)
            .Select(member => member.Name),
        .. Constants(typeof(WireMembers)), .. Constants(typeof(RequestMembers)), .. Constants(typeof(QueryFields)), .. Constants(typeof(QueryVariables)),
    ];

    private static IEnumerable<string> Constants(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!);
}
