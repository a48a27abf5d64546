using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MlDash.Dashboard.Tests;

/// <summary>The page as it is built.</summary>
public sealed partial class PageTests
{
    /// <summary>Where the sources are.</summary>
    internal static readonly string Repository = typeof(PageTests).Assembly.GetCustomAttributes(typeof(System.Reflection.AssemblyMetadataAttribute), false)
        .Cast<System.Reflection.AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "Repository").Value!;

    [Fact]
    public async Task It_takes_nothing_from_elsewhere()
    {
        using var scene = new Scene();
        foreach (var path in new[] { "/", "/app.css" })
            Assert.DoesNotMatch(Elsewhere(), Encoding.UTF8.GetString((await scene.AskAsync(path)).Body.Span));
        Assert.DoesNotContain("eval(", Encoding.UTF8.GetString((await scene.AskAsync("/app.js")).Body.Span));
    }

    [Fact]
    public async Task A_path_that_is_typed_in_the_viewer_opens_the_page_with_all_of_its_files()
    {
        using var scene = new Scene();
        var start = Encoding.UTF8.GetString((await scene.AskAsync("/")).Body.Span);
        var below = Encoding.UTF8.GetString((await scene.AskAsync("/demo/sweep/run-1")).Body.Span);

        Assert.DoesNotContain("mldash-base", start, StringComparison.Ordinal);
        Assert.Contains("<meta name=\"mldash-base\" content=\"/\" />", below, StringComparison.Ordinal);
        Assert.Contains("src=\"/app.js\"", below, StringComparison.Ordinal);
        Assert.Contains("href=\"/app.css\"", below, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_at_most_150_KB_compressed()
    {
        using var scene = new Scene();
        var packed = 0L;
        foreach (var path in new[] { "/", "/app.css", "/app.js" })
        {
            using var bytes = new MemoryStream();
            using (var gzip = new System.IO.Compression.GZipStream(bytes, System.IO.Compression.CompressionLevel.Optimal, leaveOpen: true))
                gzip.Write((await scene.AskAsync(path)).Body.Span);
            packed += bytes.Length;
        }

        Assert.InRange(packed, 10_000, 150_000);
    }

    [Fact]
    public void What_is_built_into_it_is_named_in_the_notices()
    {
        using var package = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository, "src/MlDash.Dashboard/client/package.json")));
        var notices = File.ReadAllText(Path.Combine(Repository, "THIRD-PARTY-NOTICES.txt"));
        foreach (var (name, title) in new[] { ("svelte", "Svelte"), ("uplot", "uPlot"), ("js-yaml", "js-yaml"), ("marked", "marked") })
            Assert.Contains($"{title} {package.RootElement.GetProperty("devDependencies").GetProperty(name).GetString()}, MIT", notices);
    }

    [GeneratedRegex("""(src|href)\s*=\s*["']?(https?:)?//|url\(\s*["']?(https?:)?//|@import""")]
    private static partial Regex Elsewhere();
}
