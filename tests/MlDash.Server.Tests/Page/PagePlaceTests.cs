using System.Text.RegularExpressions;

namespace MlDash.Server.Tests;

/// <summary>Where the page is, and where it is not.</summary>
public sealed partial class PagePlaceTests(SharedServer shared)
{
    private const string Html = "text/html,application/xhtml+xml,*/*;q=0.8";

    [Theory]
    [InlineData("/")]
    [InlineData("/alice")]
    [InlineData("/alice/vision")]
    [InlineData("/@alice/vision")]
    [InlineData("/alice/vision/night%2Fruns/run-7")]
    [InlineData("/alice/vision/app.js")]
    [InlineData("/alice/vision/api/health?run=1")]
    public async Task Every_address_of_a_folder_or_run_shows_the_page_with_its_files_from_the_top(string path)
    {
        var page = (await GetAsync(shared.Server, path)).Is(200);
        Assert.Equal("text/html; charset=utf-8", page.Headers["Content-Type"]);
        Assert.Contains("""<meta name="mldash-base" content="/" />""", page.Text, StringComparison.Ordinal);
        await FilesAreThereAsync(shared.Server, page.Text);
        var policy = page.Headers["Content-Security-Policy"];
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotMatch(InlineScript(), page.Text);
    }

    [Fact]
    public async Task Below_a_path_everything_is_below_it()
    {
        await using var server = await TestServer.StartAsync(null, ("PATH_BASE", "/dash"));
        foreach (var path in (string[])["/dash", "/dash/", "/dash/alice/vision/run-7"])
        {
            var page = (await GetAsync(server, path)).Is(200);
            Assert.Contains("""content="/dash/" />""", page.Text, StringComparison.Ordinal);
            await FilesAreThereAsync(server, page.Text);
        }
        (await server.Anonymous().GetAsync("/dash/q/sources")).Is(200);
    }

    [Theory]
    [InlineData("GET", "/api/nothing", 404)]
    [InlineData("GET", "/api", 404)]
    [InlineData("GET", "/graphql", 405)]
    [InlineData("GET", "/session/token", 405)]
    [InlineData("GET", "/session/nothing", 404)]
    [InlineData("GET", "/openapi/nothing", 404)]
    [InlineData("POST", "/alice/vision", 404)]
    public async Task A_mistake_of_a_call_is_never_answered_with_the_page(string method, string path, int status)
    {
        var answer = await shared.Server.NewUser().SendAsync(new HttpMethod(method), path, null, ("Accept", Html));
        Assert.DoesNotContain("<html", answer.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(status, answer.Code);
    }

    [Theory]
    [InlineData("/alice/vision")]
    [InlineData("/favicon.ico")]
    public async Task A_program_that_does_not_ask_for_HTML_gets_none(string path) =>
        Assert.DoesNotContain("<html", (await shared.Server.NewUser().GetAsync(path, ("Accept", "application/json"))).Is(404).Text, StringComparison.Ordinal);

    [Fact]
    public async Task The_page_is_sent_again_only_when_it_differs()
    {
        var page = (await GetAsync(shared.Server, "/alice/vision")).Is(200);
        var again = await shared.Server.Anonymous().GetAsync("/alice/vision", ("Accept", Html), ("If-None-Match", page.Headers["ETag"]));
        Assert.Equal((304, 0), (again.Code, again.Bytes.Length));
        var head = (await shared.Server.Anonymous().SendAsync(HttpMethod.Head, "/", null, ("Accept", Html))).Is(200);
        Assert.Equal((0, page.Bytes.Length.ToString()), (head.Bytes.Length, head.Headers["Content-Length"]));
    }

    private static Task<Answer> GetAsync(TestServer server, string path) => server.Anonymous().GetAsync(path, ("Accept", Html));

    private static async Task FilesAreThereAsync(TestServer server, string page)
    {
        var files = FileAddress().Matches(page).Select(match => match.Groups[1].Value).ToList();
        Assert.Contains(files, file => file.EndsWith(".js", StringComparison.Ordinal));
        foreach (var file in files)
        {
            Assert.StartsWith("/", file, StringComparison.Ordinal);
            var type = (await server.Anonymous().GetAsync(file)).Is(200).Headers["Content-Type"];
            Assert.StartsWith(file.EndsWith(".js", StringComparison.Ordinal) ? "text/javascript" : "text/", type, StringComparison.Ordinal);
        }
    }

    [GeneratedRegex("(?:src|href)=\"(?!data:)([^\"]+)\"")]
    private static partial Regex FileAddress();

    [GeneratedRegex("<script[^>]*>[^<]|\\son[a-z]+=|javascript:", RegexOptions.IgnoreCase)]
    private static partial Regex InlineScript();
}
