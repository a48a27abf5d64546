using System.Collections;
using MlDash.Watching;

namespace MlDash.Tests.Watching;

/// <summary>What programs on Windows take apart again, as the C runtime does.</summary>
public sealed class WindowsTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "\"\"")]
    [InlineData("two words", "\"two words\"")]
    [InlineData("a\tb", "\"a\tb\"")]
    [InlineData(@"C:\folder\", @"C:\folder\")]
    [InlineData(@"C:\two words\", @"""C:\two words\\""")]
    [InlineData("say \"hi\"", "\"say \\\"hi\\\"\"")]
    [InlineData("\\\"", "\"\\\\\\\"\"")]
    [InlineData(@"a\\b c", @"""a\\b c""")]
    public void An_argument_is_written_so_that_the_program_gets_it_back(string argument, string written) =>
        Assert.Equal("\"C:\\a program.exe\" " + written, WindowsText.CommandLine(@"C:\a program.exe", [argument]));

    [Fact]
    public void Arguments_are_apart() => Assert.Equal("\"x\" a \"b c\" d", WindowsText.CommandLine("x", ["a", "b c", "d"]));

    [Fact]
    public void An_environment_is_in_order_and_has_an_end() => Assert.Equal(
        "a=1\0B=\0c=x=y\0\0", WindowsText.Environment(new Hashtable { ["c"] = "x=y", ["B"] = string.Empty, ["a"] = "1" }));
}
