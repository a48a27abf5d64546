using CsCheck;
using MlDash.Filtering;

namespace MlDash.Tests.Filtering;

/// <summary>What may stand at the end of a filter that is being written.</summary>
public sealed class FilterPlaceTests
{
    private static readonly string[] _pieces = ["and", " ", "'", "\"", "(", ")", "!", "<", "in", "tags", "x", ",", "[", "\ud800"];

    [Theory]
    [InlineData("", 0, FilterPlaceKind.Condition, null)]
    [InlineData("par", 0, FilterPlaceKind.Condition, null)]
    [InlineData("params.lr ", 10, FilterPlaceKind.Operator, "params.lr")]
    [InlineData("params.lr h", 10, FilterPlaceKind.Operator, "params.lr")]
    [InlineData("params.lr<", 10, FilterPlaceKind.Value, "params.lr")]
    [InlineData("params.lr < 0.", 12, FilterPlaceKind.Value, "params.lr")]
    [InlineData("params.lr < 0.1 ", 16, FilterPlaceKind.Join, "params.lr")]
    [InlineData("params.lr < 0.1 an", 16, FilterPlaceKind.Join, "params.lr")]
    [InlineData("params.lr < 0.1 and ", 20, FilterPlaceKind.Condition, null)]
    [InlineData("not (sta", 5, FilterPlaceKind.Condition, null)]
    [InlineData("exists ", 7, FilterPlaceKind.Name, null)]
    [InlineData("exists params.lr ", 17, FilterPlaceKind.Join, null)]
    [InlineData("tags has ba", 9, FilterPlaceKind.Value, "tags")]
    [InlineData("status in (", 11, FilterPlaceKind.Value, "status")]
    [InlineData("status in (failed, ", 19, FilterPlaceKind.Value, "status")]
    [InlineData("status in (failed) ", 19, FilterPlaceKind.Join, null)]
    [InlineData("failed ", 7, FilterPlaceKind.Join, null)]
    [InlineData("tags has 'for sa", 9, FilterPlaceKind.Value, "tags")]
    [InlineData("params.'learning ra", 0, FilterPlaceKind.Condition, null)]
    [InlineData("failed and params.\"learning rate\" ", 34, FilterPlaceKind.Operator, "params.learning rate")]
    public void What_is_expected_and_where_its_piece_begins(string text, int start, FilterPlaceKind kind, string? key) =>
        Assert.Equal(new(start, kind, key), FilterPlace.AtEndOf(text));

    [Fact]
    public void Whatever_is_written_has_a_place() => Gen.Int[0, _pieces.Length - 1].Array[0, 12]
        .Select(picks => string.Concat(picks.Select(pick => _pieces[pick])))
        .Sample(text => Assert.InRange(FilterPlace.AtEndOf(text).Start, 0, text.Length), iter: 5_000);
}
