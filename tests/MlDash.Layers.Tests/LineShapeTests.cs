using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MlDash.Layers.Tests;

/// <summary>
/// The shape of a stored line is known in <c>Storage/Format</c> alone. Names that only lines have must not stand anywhere else; those that small documents
/// and bodies of requests have too (<c>data</c>, <c>createdAt</c>, <c>metadata</c>) must not stand elsewhere as JSON text.
/// </summary>
public sealed class LineShapeTests
{
    private const string Room = "Storage/Format";

    private static readonly string[] _ofLinesAlone = ["sequenceNumber", "index", "level", "message", "timestamp"];

    private static readonly string[] _shared = ["data", "createdAt", "metadata"];

    /// <summary>Literals that name something else which has the same name.</summary>
    private static readonly Dictionary<(string File, string Name), string> _others = new()
    {
        [("Storage/Transfer/ReceivedRecords.cs", "data")] = "a member of parameters.json",
        [("Context/GitChanges.cs", "index")] = "a file of Git",
        [("Tracks/TrackEntry.cs", "timestamp")] = "the column that users and exports see",
        [("Judging/AssertionReport.cs", "message")] = "an attribute of JUnit",
        [("Judging/AssertionReport.cs", "timestamp")] = "an attribute of JUnit",
        [("TestReports/JUnitResults.cs", "message")] = "an attribute of JUnit",
        [("TestReports/NUnitResults.cs", "message")] = "an element of NUnit",
        [("TestReports/XUnitResults.cs", "message")] = "an element of xUnit.net",
    };

    [Fact]
    public void Only_the_room_of_the_format_knows_the_members_of_a_stored_line()
    {
        var found = Literals(Repository.Sources("MlDash.Core")).Distinct().ToList();
        Sentences.None(found.Where(use => !_others.ContainsKey(use)).Select(use =>
            $"{use.File} has the literal '{use.Name}': go through LogLine, PointLine or TrackLine."));
        Sentences.None(_others.Keys.Except(found).Select(use => $"{use.File} no longer has the literal '{use.Name}': take it off the list."));
    }

    [Theory]
    [InlineData("\"index\"u8", "index")]
    [InlineData("\"{\\\"data\\\": \"u8", "data")]
    [InlineData("$\"{{\\\"sequenceNumber\\\": {1}\"", "sequenceNumber")]
    [InlineData("\"data\"", null)]
    [InlineData("\"&orderBy=sequenceNumber\"", null)]
    public void A_literal_is_found_in_every_way_it_can_be_written(string literal, string? expected)
    {
        var use = SourceProject.Of("One", [("Storage/Local/One.cs", $"var one = {literal};"), ($"{Room}/Two.cs", $"class Two {{ object two = {literal}; }}")]);

        Assert.Equal(expected is null ? [] : [("Storage/Local/One.cs", expected)], Literals(use));
    }

    private static IEnumerable<(string File, string Name)> Literals(SourceProject sources) =>
        from file in sources.Files
        where !file.FilePath.StartsWith(Room + "/", StringComparison.Ordinal)
        from token in file.GetRoot().DescendantTokens()
        where token.Kind() is SyntaxKind.StringLiteralToken or SyntaxKind.Utf8StringLiteralToken or SyntaxKind.InterpolatedStringTextToken
            or SyntaxKind.MultiLineRawStringLiteralToken or SyntaxKind.SingleLineRawStringLiteralToken
            or SyntaxKind.Utf8MultiLineRawStringLiteralToken or SyntaxKind.Utf8SingleLineRawStringLiteralToken
        from name in _ofLinesAlone.Concat(_shared)
        where (_ofLinesAlone.Contains(name) && token.ValueText == name) || token.ValueText.Contains($"\"{name}\":", StringComparison.Ordinal)
        select (file.FilePath, name);
}
