using MlDash.HelpBuilder.Pages;

namespace MlDash.HelpBuilder.Tests;

/// <summary>Every example of every page is run. README.md says what they may rely on.</summary>
public sealed class ExampleTests(ExampleServer server) : IClassFixture<ExampleServer>
{
    public static TheoryData<string, string> Examples()
    {
        var data = new TheoryData<string, string>();
        var folder = new PageFolder(Settings.Pages);
        foreach (var page in folder.Pages().Where(CommandPage.IsCommandPage))
        {
            foreach (var example in page.Find(CommandPage.Examples)!.Parts)
                data.Add(page.File, example.Title);
        }

        foreach (var topic in folder.Topics())
        {
            for (var number = 1; number <= ExampleCode.In(File.ReadAllText(topic)).Count; number++)
                data.Add(Path.GetFileName(topic), $"{number}");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_runs_without_an_error(string file, string example)
    {
        var path = Path.Combine(Settings.Pages, file);
        var code = int.TryParse(example, out var number)
            ? ExampleCode.In(File.ReadAllText(path))[number - 1]
            : string.Join('\n', ExampleCode.In(Page.Read(path).Find(CommandPage.Examples)!.Find(example)!.Text));
        Assert.NotEmpty(code);
        using var session = new ExampleSession(server);
        Assert.Equal(string.Empty, session.Run(code));
    }

    [Theory]
    [InlineData("Get-MlDashExperiment no-such-run")]
    [InlineData("Add-MlDashMetric")]
    [InlineData("throw 'ended'")]
    [InlineData("Get-NoSuchCommand")]
    public void An_example_that_has_an_error_is_noticed(string code)
    {
        using var session = new ExampleSession(server);
        Assert.NotEmpty(session.Run(code));
    }
}
