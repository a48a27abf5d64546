using System.Xml.Linq;
using MlDash.HelpBuilder.Building;
using MlDash.HelpBuilder.Pages;

namespace MlDash.HelpBuilder.Tests;

public sealed class BuildTests
{
    private const string Maml = "MlDash.Cmdlets.dll-Help.xml";

    private static readonly XNamespace _command = "http://schemas.microsoft.com/maml/dev/command/2004/10";

    [Fact]
    public void The_same_pages_give_the_same_bytes()
    {
        using var first = new Output();
        using var second = new Output();
        Assert.Equal(first.Files, second.Files);
        Assert.All(first.Files, file => Assert.Equal(File.ReadAllBytes(first.PathOf(file)), File.ReadAllBytes(second.PathOf(file))));
    }

    [Fact]
    public void Every_cmdlet_is_in_the_file_that_the_engine_asks_for()
    {
        using var output = new Output();
        Assert.All(Settings.Description.Commands, command => Assert.Equal(Maml, command.HelpFile));
        var names = XDocument.Load(output.PathOf(Maml)).Descendants(_command + "details").Select(details => details.Element(_command + "name")!.Value);
        Assert.Equal(Settings.Description.Commands.Select(command => command.Name), names);
    }

    [Fact]
    public void A_topic_whose_page_is_gone_goes_too()
    {
        using var pages = new PageCopy();
        using var output = new Output(pages.Folder);
        Assert.Contains("about_MlDash_Remote.help.txt", output.Files);
        File.Delete(pages.PathOf("about_MlDash_Remote.md"));
        output.Build(pages.Folder);
        Assert.DoesNotContain("about_MlDash_Remote.help.txt", output.Files);
    }

    [Theory]
    [InlineData("One *line*\nof `text`, **and** more", "One line of text, and more")]
    [InlineData("- one `a`\n- two\n  lines", "- one a\n- two lines")]
    [InlineData("1. one\n2. two", "1. one\n2. two")]
    [InlineData("See [a page](Get-MlDashFile.md) and [a site](https://example.org/x).", "See a page and a site (https://example.org/x).")]
    [InlineData("```powershell\n$a = 1\n  $b\n```", "$a = 1\n  $b")]
    [InlineData("| a | long name |\n|---|---|\n| `1` | 2 |", "a  long name\n1  2")]
    [InlineData("<!-- not shown -->", "")]
    public void Markdown_is_shown_as_text(string markdown, string text) => Assert.Equal(text, string.Join("\n\n", PlainText.Paragraphs(markdown)));

    [Fact]
    public void A_topic_has_its_synopsis_where_the_engine_looks_and_no_long_lines_but_code()
    {
        using var output = new Output();
        foreach (var topic in output.Files.Where(file => file.StartsWith("about_", StringComparison.Ordinal)))
        {
            var lines = File.ReadAllLines(output.PathOf(topic));
            Assert.Equal("SHORT DESCRIPTION", lines[3]);
            Assert.NotEmpty(lines[4].Trim());
            Assert.All(lines.Skip(5), line => Assert.True(line.Length <= 80 || line.StartsWith("        ", StringComparison.Ordinal), $"{topic}: {line}"));
        }
    }

    private sealed class Output : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mldash-help-");

        public Output(string? pages = null) => Build(pages ?? Settings.Pages);

        public IEnumerable<string> Files => _folder.EnumerateFiles().Select(file => file.Name).Order(StringComparer.Ordinal);

        public void Build(string pages) => BuildVerb.Run(new PageFolder(pages), _folder.FullName);

        public string PathOf(string file) => Path.Combine(_folder.FullName, file);

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
