using System.Text;
using System.Text.Json;
using MlDash.Export;

namespace MlDash.Dashboard.Tests.Tables;

/// <summary>Tables in files, as the page asks for their rows: page by page, and those that a filter chooses.</summary>
public sealed class TablePageTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData("table.parquet")]
    [InlineData("table.csv")]
    public async Task Pages_follow_each_other_to_the_end(string file)
    {
        await RecordAsync(250);
        foreach (var (skip, count, hasMore) in new[] { (0, 100, true), (100, 100, true), (200, 50, false), (250, 0, false) })
        {
            var page = await AskAsync(file, $"skip={skip}");
            Assert.Equal(["id", "loss", "label"], page.GetProperty("columns").EnumerateArray().Select(name => name.GetString()));
            Assert.Equal(Enumerable.Range(skip, count).Select(id => $"{id}"), Ids(page));
            Assert.Equal(hasMore, page.GetProperty("hasMore").GetBoolean());
        }
    }

    [Theory]
    [InlineData("table.parquet", 250)]
    [InlineData("table.csv", 250)]
    public async Task A_filter_chooses_rows_and_pages_are_of_these(string file, int total)
    {
        await RecordAsync(total);
        var found = await AskAsync(file, "first=3&skip=1&filter=" + Uri.EscapeDataString("loss >= 0.5 and label = cat or id = 249"));
        Assert.Equal(["2", "4", "6"], Ids(found));
        Assert.True(found.GetProperty("hasMore").GetBoolean());
        Assert.Equal(["7"], Ids(await AskAsync(file, "filter=" + Uri.EscapeDataString("'number 7' and id < 50"))));
        Assert.Empty(Ids(await AskAsync(file, "filter=" + Uri.EscapeDataString("id < 0"))));
        // All rows by a filter are the rows without one, text by text.
        Assert.Equal(
            (await AskAsync(file, "")).GetProperty("rows").GetRawText(),
            (await AskAsync(file, "filter=" + Uri.EscapeDataString("id >= 0"))).GetProperty("rows").GetRawText());
    }

    [Theory]
    [InlineData("table.parquet")]
    [InlineData("table.csv")]
    public async Task A_filter_that_is_wrong_is_refused_with_the_place_and_the_columns(string file)
    {
        await RecordAsync(1);
        var answer = await _scene.AskAsync("/q/filetable", $"path=vision/run-1&file={file}&filter=los%20%3E%201");
        var text = Encoding.UTF8.GetString(answer.Body.Span);
        Assert.Equal(400, answer.Status);
        Assert.Contains("IllegalFilter", text, StringComparison.Ordinal);
        Assert.Contains("id, loss, label", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("table.parquet", 100_050L)]
    [InlineData("table.csv", null)]
    public async Task Only_the_first_rows_are_looked_at_and_the_answer_says_so(string file, long? total)
    {
        await RecordAsync(100_050);
        var found = await AskAsync(file, "filter=" + Uri.EscapeDataString("id >= 99999"));
        Assert.Equal(["99999"], Ids(found));
        Assert.Equal(100_000, found.GetProperty("lookedAt").GetInt64());
        Assert.Equal(total, found.GetProperty("totalRows").Deserialize<long?>());
    }

    [Theory]
    [InlineData("a;b\r\n1,5;\"x;\"\"y\"\"\nz\"\r\n", "data.csv", """[["1,5","x;\u0022y\u0022\nz"]]""")]
    [InlineData("a\tb\n1\t\n\n2\tc\td\n", "data.tsv", """[["1",null],["2","c"]]""")]
    [InlineData("\ufeffa,b\n1", "data.csv", """[["1",null]]""")]
    [InlineData("", "data.csv", "[]")]
    public async Task Separated_values_are_read_by_their_separator_and_may_hold_lines_and_quotes(string text, string name, string rows)
    {
        await _scene.RecordAsync("vision/run-1", run =>
            run.Files.SaveAsync(new() { Name = name, Open = () => new MemoryStream(Encoding.UTF8.GetBytes(text)) }));
        Assert.Equal(rows, (await AskAsync(name, "")).GetProperty("rows").GetRawText());
    }

    private static IEnumerable<string?> Ids(JsonElement page) => page.GetProperty("rows").EnumerateArray().Select(row => row[0].GetString());

    private Task<JsonElement> AskAsync(string file, string query) => _scene.AnswerAsync("filetable", $"path=vision/run-1&file={file}&{query}");

    private async Task RecordAsync(int rows)
    {
        using var spool = new TableSpool();
        var csv = new StringBuilder("id,loss,label\n");
        for (var id = 0; id < rows; id++)
        {
            var (loss, label) = (id % 4 == 0 ? 0.5 : 1.25, id % 2 == 0 ? "cat" : $"number {id}");
            spool.Add(new System.Collections.Specialized.OrderedDictionary { ["id"] = id, ["loss"] = loss, ["label"] = label });
            csv.Append(System.Globalization.CultureInfo.InvariantCulture, $"{id},{loss},{label}\n");
        }

        using var parquet = new MemoryStream();
        await spool.WriteParquetAsync(parquet);
        await _scene.RecordAsync("vision/run-1", async run =>
        {
            await run.Files.SaveAsync(new() { Name = "table.parquet", Open = () => new MemoryStream(parquet.ToArray()) });
            await run.Files.SaveAsync(new() { Name = "table.csv", Open = () => new MemoryStream(Encoding.UTF8.GetBytes(csv.ToString())) });
        });
    }
}
