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
}
