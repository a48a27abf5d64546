using MlDash.Text;

namespace MlDash.Tests.Text;

public sealed class WildcardTests
{
    [Theory]
    [InlineData("plain")]
    [InlineData("a[1]")]
    [InlineData("tick`y")]
    [InlineData("`[")]
    [InlineData("what? all*")]
    [InlineData("")]
    public void An_escaped_text_fits_itself_and_reads_back(string text)
    {
        var pattern = Wildcard.Escape(text);

        Assert.True(Wildcard.ForName(pattern).IsMatch(text));
        Assert.Equal(text, Wildcard.Unescape(pattern));
        Assert.False(Wildcard.HasWildcard(pattern));
    }

    [Theory]
    [InlineData("a[1]", "a1")]
    [InlineData("tick`y", "ticky")]
    [InlineData("all*", "allowed")]
    [InlineData("a?", "ab")]
    public void An_escaped_text_fits_nothing_else(string text, string other) => Assert.False(Wildcard.ForName(Wildcard.Escape(text)).IsMatch(other));

    [Theory]
    [InlineData("run[1]", "'run`[1]'")]
    [InlineData("what?", "'what`?'")]
    [InlineData("odd]", "'odd]'")]
    public void The_advice_about_a_name_with_wildcards_says_how_to_write_it(string name, string written) => Assert.Contains(written, Wildcard.Hint(name));

    [Fact]
    public void A_plain_name_needs_no_advice() => Assert.Empty(Wildcard.Hint("vision/run-1"));

    [Theory]
    [InlineData("run[1]", true)]
    [InlineData("run", false)]
    [InlineData("run[1]*", false)]
    [InlineData("run`[1]", false)]
    public void Only_brackets_that_are_not_escaped_may_be_meant_as_they_are(string pattern, bool may) => Assert.Equal(may, Wildcard.MayBeName(pattern));
}
