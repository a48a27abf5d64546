using System.Globalization;
using System.Text.Json;
using MlDash.Dashboard.Tables;
using MlDash.Tests;
using Parquet;
using Parquet.Schema;
using Parquet.Serialization;

namespace MlDash.Dashboard.Tests;

/// <summary>The first rows of Parquet files that other tools have written, or that somebody has made to do harm.</summary>
public sealed class ParquetHeadTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData(CompressionMethod.None)]
    [InlineData(CompressionMethod.Snappy)]
    [InlineData(CompressionMethod.Gzip)]
    [InlineData(CompressionMethod.Brotli)]
    [InlineData(CompressionMethod.Zstd)]
    [InlineData(CompressionMethod.Lz4Raw)]
    public async Task The_first_rows_are_read_however_they_are_compressed(CompressionMethod method)
    {
        var head = await HeadAsync(await WrittenAsync(1000, method));
        Assert.Equal(["whole", "real", "text", "flag", "at"], head.Columns);
        Assert.Equal((1000, 5, 100), (head.TotalRows, head.TotalColumns, head.Rows.Count));
        for (var row = 0; row < 100; row++)
        {
            string?[] expected =
            [
                (row * 3).ToString(CultureInfo.InvariantCulture), row % 4 == 1 ? null : (row / 8.0).ToString(CultureInfo.InvariantCulture),
                row % 5 == 2 ? null : $"text {row % 7}", row % 2 == 0 ? "true" : "false", $"2026-11-29 00:{row / 60:00}:{row % 60:00}",
            ];
            Assert.Equal(expected, head.Rows[row]);
        }
    }

    [Fact]
    public async Task What_another_tool_has_written_is_read()
    {
        await using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Tables", "other-tool.parquet"));
        var head = await ParquetHead.ReadAsync(file, 100, 50, CancellationToken.None);
        Assert.Equal(["step", "big", "loss", "text", "flag", "at", "mix"], head.Columns);
        Assert.Equal((40, 30), (head.TotalRows, head.Rows.Count));
        Assert.Equal(["0", "0", "1", "name 0", "true", "2026-11-29 00:00:00", """{"a":[0,2]}"""], head.Rows[0]);
        Assert.Equal(["3", "30000000000", null, "name 3", "true", "2026-11-29 00:00:03", """{"a":[3,2]}"""], head.Rows[3]);
        // A long text is cut.
        Assert.Equal(new string('x', 200) + "…", head.Rows[1][3]);
    }

    [Fact]
    public async Task Of_many_columns_the_first_ones_are_there()
    {
        var fields = Enumerable.Range(0, 60).Select(number => new DataField<int>($"c{number}")).ToList();
        int[] cells = [7, 8];
        using var bytes = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), bytes))
        {
            using var group = writer.CreateRowGroup();
            foreach (var field in fields)
                await group.WriteAsync<int>(field, cells);
        }

        var head = await HeadAsync(bytes.ToArray());
        Assert.Equal((50, 60, "c49"), (head.Columns.Count, head.TotalColumns, head.Columns[^1]));
        Assert.All(head.Rows[1], text => Assert.Equal("8", text));
    }

    [Fact]
    public async Task A_list_is_one_text()
    {
        using var bytes = new MemoryStream();
        List<Sized> rows = [new() { Sizes = [1, 2], Name = "a" }, new() { Sizes = [], Name = "b" }, new() { Sizes = [3], Name = "c" }];
        await ParquetSerializer.SerializeAsync(rows, bytes);
        var head = await HeadAsync(bytes.ToArray());
        Assert.StartsWith("Sizes", head.Columns[0], StringComparison.Ordinal);
        Assert.Equal(["[1, 2]", null, "[3]"], head.Rows.Select(row => row[0]));
        Assert.Equal(["a", "b", "c"], head.Rows.Select(row => row[1]));
    }

    [Fact]
    public async Task The_page_asks_for_it_and_hears_why_there_is_none()
    {
        var table = await WrittenAsync(200, CompressionMethod.Zstd);
        await _scene.RecordAsync("vision/run-1", async run =>
        {
            await run.Files.SaveAsync(new() { Name = "table.parquet", Open = () => new MemoryStream(table) });
            await run.Files.SaveAsync(new() { Name = "half.parquet", Open = () => new MemoryStream(table[..^20]) });
        });
        await File.WriteAllBytesAsync(Path.Combine(_scene.Root, "vision", "all.parquet"), table);

        var answer = await _scene.AnswerAsync("filetable", "path=vision/run-1&file=table.parquet&first=2");
        Assert.Equal(
            """[["0","0","text 0","true","2026-11-29 00:00:00"],["3",null,"text 1","false","2026-11-29 00:00:01"]]""",
            answer.GetProperty("rows").GetRawText());
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("fault").ValueKind);
        Assert.Equal(100, (await _scene.AnswerAsync("folderfiletable", "path=vision&file=all.parquet&first=5000")).GetProperty("rows").GetArrayLength());

        var half = await _scene.AnswerAsync("filetable", "path=vision/run-1&file=half.parquet");
        Assert.Equal("It cannot be previewed: it is not a Parquet file, or it is not complete.", half.GetProperty("fault").GetString());
        Assert.Equal(404, (await _scene.AskAsync("/q/filetable", "path=vision/run-1&file=none.parquet")).Status);
    }

    [Fact]
    public async Task No_length_is_believed_before_the_bytes_behind_it_are_there()
    {
        // A list of 2^31 - 1 elements of a schema, a text of as many bytes, and a struct in a struct in a struct without an end.
        foreach (var footer in new byte[][]
        {
            [0x29, 0xFC, 0xFF, 0xFF, 0xFF, 0xFF, 0x07], [0x28, 0xFF, 0xFF, 0xFF, 0xFF, 0x07], [.. Enumerable.Repeat((byte)0x1C, 100_000)],
        })
            await RefusedAsync([.. "PAR1"u8, .. footer, .. BitConverter.GetBytes(footer.Length), .. "PAR1"u8]);

        // The uncompressed size of the first page, which is 1 GB now.
        var table = await WrittenAsync(10, CompressionMethod.Gzip);
        var size = Array.FindIndex(table, 4, at => at == 0x15) is var first && table[first + 2] == 0x15 ? first + 3 : throw new InvalidDataException();
        byte[] large = [.. table[..size], 0x80, 0x80, 0x80, 0x80, 0x08, .. table[(size + 5)..]];
        await RefusedAsync(large);
    }

    [Fact]
    public async Task A_damaged_file_is_refused_or_read_and_costs_neither_time_nor_memory()
    {
        var random = new Random(16);
        var files = new List<byte[]>
        {
            await WrittenAsync(150, CompressionMethod.None), await WrittenAsync(150, CompressionMethod.Snappy), await WrittenAsync(150, CompressionMethod.Zstd),
            await WrittenAsync(150, CompressionMethod.Gzip), await WrittenAsync(150, CompressionMethod.Brotli),
            await WrittenAsync(150, CompressionMethod.Lz4Raw),
            await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "Tables", "other-tool.parquet")),
        };
        var (read, refused, most, longest) = (0, 0, 0L, TimeSpan.Zero);
        for (var turn = 0; turn < 4000; turn++)
        {
            var bytes = Mutated(files[turn % files.Count], random);
            var begun = TimeProvider.System.GetTimestamp();
            most = Math.Max(most, await Allocations.OfAsync(async () =>
            {
                try
                {
                    var head = await HeadAsync(bytes);
                    Assert.InRange(head.Rows.Count, 0, 100);
                    Assert.All(head.Rows, row => Assert.All(row, text => Assert.True(text is null || text.Length <= 210)));
                    read++;
                }
                catch (Exception fault) when (fault is not (OutOfMemoryException or Xunit.Sdk.XunitException))
                {
                    refused++;
                }
            }));
            longest = TimeSpan.FromTicks(Math.Max(longest.Ticks, TimeProvider.System.GetElapsedTime(begun).Ticks));
        }

        Assert.True(read > 100 && refused > 100, $"{read} were read, {refused} refused");
        Assert.InRange(most, 0, 3L * ParquetHead.MostBytes);
        Assert.InRange(longest, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    private static byte[] Mutated(byte[] file, Random random)
    {
        byte[] bytes = [.. file];
        for (var changes = random.Next(1, 6); changes > 0; changes--)
        {
            // What a file says about itself is at its end.
            var at = random.Next(2) == 0 ? random.Next(bytes.Length) : Math.Max(0, bytes.Length - 1 - random.Next(900));
            bytes[at] = random.Next(3) switch { 0 => (byte)random.Next(256), 1 => (byte)(bytes[at] ^ (1 << random.Next(8))), _ => 0xFF };
        }

        return random.Next(10) == 0 ? [.. bytes[..random.Next(bytes.Length)], .. bytes[^random.Next(1, bytes.Length)..]] : bytes;
    }

    private static async Task RefusedAsync(byte[] bytes)
    {
        var allocated = await Allocations.OfAsync(() => Assert.ThrowsAsync<InvalidDataException>(() => HeadAsync(bytes)));
        Assert.InRange(allocated, 0, 10_000_000);
    }

    private static Task<TableHead> HeadAsync(byte[] bytes) => ParquetHead.ReadAsync(new MemoryStream(bytes), 100, 50, CancellationToken.None);

    private static async Task<byte[]> WrittenAsync(int rows, CompressionMethod method)
    {
        var (whole, real) = (new DataField<long>("whole"), new DataField<double?>("real"));
        var (text, flag) = (new DataField<string>("text", nullable: true), new DataField<bool>("flag"));
        var at = new DataField<DateTime>("at");
        var (numbers, begin) = (Enumerable.Range(0, rows).ToList(), new DateTime(2026, 11, 29, 0, 0, 0, DateTimeKind.Utc));
        using var bytes = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(
            new ParquetSchema(whole, real, text, flag, at), bytes, new ParquetOptions { CompressionMethod = method }))
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<long>(whole, numbers.Select(number => number * 3L).ToArray());
            await group.WriteAsync<double>(real, numbers.Select(number => number % 4 == 1 ? (double?)null : number / 8.0).ToArray());
            await group.WriteAsync(text, numbers.ConvertAll(number => number % 5 == 2 ? null! : $"text {number % 7}"));
            await group.WriteAsync<bool>(flag, numbers.Select(number => number % 2 == 0).ToArray());
            await group.WriteAsync<DateTime>(at, numbers.Select(number => begin.AddSeconds(number)).ToArray());
        }

        return bytes.ToArray();
    }

    private sealed class Sized
    {
        public List<int> Sizes { get; set; } = [];

        public string Name { get; set; } = "";
    }
}
