using System.Buffers.Binary;
using System.Collections.Specialized;
using CsCheck;
using MlDash.Export;
using MlDash.Filtering;
using Microsoft.Extensions.Time.Testing;

namespace MlDash.Tests.Export;

/// <summary>Rows that were saved as a table, read back.</summary>
public sealed class TableFileTests
{
    /// <summary>What reading a table of some hundred bytes may take: a length that lies must not be believed.</summary>
    private const long MostBytes = 256L << 20;

    private static readonly string[] _signs = ["=", "!=", "<", "<=", ">", ">="];

    private static readonly Lazy<Task<byte[]>> _thousands =
        new(() => SavedAsync(Rows(120_000, id => [("x", id % 50 == 0 ? double.NaN : id % 7 == 0 ? null : (double)id)])));

    [Fact]
    public async Task Rows_come_back_with_their_types_and_a_column_holds_what_all_of_its_values_fit_into()
    {
        var moment = new DateTime(2026, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        var rows = await ReadAsync(await SavedAsync(
            [("id", 1), ("score", 1), ("label", "cat"), ("sure", true), ("at", moment), ("cost", 1.10m), ("box", Numbers(1, 2))],
            [("id", 2L), ("score", 0.5), ("label", null), ("sure", false), ("cost", 2m)]));

        Assert.Equal([1L, 1.0, "cat", true, moment, 1.10m, "[1,2]"], Values(rows[0]));
        Assert.Equal([2L, 0.5, null, false, null, 2m, null], Values(rows[1]));
    }

    [Fact]
    public async Task A_column_that_is_not_there_is_told_with_those_that_are_and_one_without_a_name_is_refused()
    {
        using var file = new MemoryStream(await SavedAsync([("id", 1), ("loss", 2)]));
        var fault = await Assert.ThrowsAsync<ExperimentException>(
            async () => await TableSearch.ReadAsync(file, new() { Columns = ["ID", "nope"] }).ToListAsync(TestContext.Current.CancellationToken));
        Assert.Equal("ColumnNotFound", fault.ErrorId);
        Assert.Contains("id, loss", fault.RecommendedAction, StringComparison.Ordinal);

        Assert.Equal("ColumnNameEmpty", (await Assert.ThrowsAsync<ExperimentException>(() => SavedAsync([("", 1), ("b", 2)]))).ErrorId);
    }

    [Fact]
    public async Task Columns_that_differ_in_case_only_are_two()
    {
        var rows = await ReadAsync(await SavedAsync([("a", 1), ("A", 2)]));

        Assert.Equal(2, rows[0].Count);
        Assert.Equal([1L, 2L], Values(rows[0]));
    }

    [Fact]
    public async Task Only_rows_and_columns_that_are_asked_for_come()
    {
        using var file = new MemoryStream(await SavedAsync(Rows(10, id => [("id", id), ("twice", 2 * id)])));
        var rows = await TableSearch.ReadAsync(file, new() { Columns = ["TWICE"], Skip = 3, First = 2 }).ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal([6L, 8L], rows.Select(row => Assert.Single(row).Value));
    }

    [Theory]
    [InlineData("score > 0.5", "1 2")]
    [InlineData("score > 0.5 and label = cat", "1")]
    [InlineData("LABEL = 'Cat' or id = 3", "1 3")]
    [InlineData("not exists label", "3")]
    [InlineData("label != cat", "2 4")]
    [InlineData("label ~ 'd*'", "2")]
    [InlineData("label in (cat, dog) and sure = false", "2")]
    [InlineData("sure = true", "1")]
    [InlineData("score = NaN", "4")]
    [InlineData("score != 0.25", "1 2 4")]
    [InlineData("cost <= 1.5", "1")]
    [InlineData("at > 2026-02-04", "2 4")]
    [InlineData("at < -1d", "1 2 3")]
    [InlineData("dog", "2")]
    [InlineData("bird sings", "4")]
    [InlineData("", "1 2 3 4")]
    public async Task A_filter_chooses_rows_in_the_language_of_filters_of_runs(string filter, string ids)
    {
        var day = new DateTime(2026, 2, 4, 0, 0, 0, DateTimeKind.Utc);
        using var file = new MemoryStream(await SavedAsync(
            [("id", 1), ("score", 0.75), ("label", "cat"), ("sure", true), ("cost", 1.5m), ("at", day)],
            [("id", 2), ("score", 2), ("label", "dog"), ("sure", false), ("cost", 2m), ("at", day.AddHours(1))],
            [("id", 3), ("score", 0.25), ("at", day.AddDays(-1))],
            [("id", 4), ("score", double.NaN), ("label", "a bird"), ("said", "it sings"), ("at", day.AddDays(9))]));
        var clock = new FakeTimeProvider(new(day.AddDays(5)));
        var rows = await TableSearch.ReadAsync(file, new() { Columns = ["id"], Filter = filter }, clock).ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal(ids, string.Join(' ', rows.Select(row => Assert.Single(row).Value)));
    }

    [Theory]
    [InlineData("los > 1", 1, "'los' is no column of the table.", "loss, Label, label")]
    [InlineData("loss > 1 and LABEL = x", 14, "'LABEL' is the name of several columns.", "Label, label")]
    [InlineData("loss has x", 6, "'loss' is no list.", "Write =")]
    [InlineData("loss >", 7, "Expected a value, but found the end of the filter.", "Quote")]
    [InlineData("exists", 7, "Expected a name such as loss, but found the end of the filter.", "Quote")]
    public async Task A_filter_that_cannot_be_read_says_where_and_which_columns_there_are(string filter, int character, string what, string action)
    {
        using var file = new MemoryStream(await SavedAsync([("loss", 1), ("Label", "a"), ("label", "b")]));
        var fault = await Assert.ThrowsAsync<ConfigurationException>(
            async () => await TableSearch.ReadAsync(file, new() { Filter = filter, First = 0 }).ToListAsync(TestContext.Current.CancellationToken));

        Assert.Equal(("IllegalFilter", character), (fault.ErrorId, (int)fault.Target!));
        Assert.Contains(what, fault.Message, StringComparison.Ordinal);
        Assert.Contains(action, fault.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_that_fit_are_skipped_and_counted_over_groups_and_few_bytes_are_read_of_groups_without_any()
    {
        var saved = await SavedAsync(Rows(200_000, id => [("id", id), ("third", id % 3), ("text", $"row {id}"), ("noise", Math.Sin(id))]));
        async Task<(string Ids, long Read)> FoundAsync(TableQuery query)
        {
            using var file = new CountingStream(saved);
            var rows = await TableSearch.ReadAsync(file, query with { Columns = ["id"] }).ToListAsync(TestContext.Current.CancellationToken);
            return (string.Join(' ', rows.Select(row => row["id"])), file.Count);
        }

        Assert.Equal("49998 50001 50004", (await FoundAsync(new() { Filter = "third = 0", Skip = 16_666, First = 3 })).Ids);
        Assert.Equal("199999", (await FoundAsync(new() { Filter = "'row 199999'" })).Ids);
        Assert.Equal("", (await FoundAsync(new() { Filter = "'row 199999'", Within = 199_999 })).Ids);
        var (far, all) = (await FoundAsync(new() { Filter = "id >= 199999" }), await FoundAsync(new() { Filter = "id >= 199999 or noise = 5" }));
        Assert.Equal(("199999", "199999"), (far.Ids, all.Ids));
        Assert.InRange(far.Read, 1, all.Read / 2);
    }

    [Fact]
    public async Task A_filter_finds_what_one_written_by_hand_finds_whatever_the_file_says_about_its_groups() => await Gen.Select(
        Gen.Int[0, 5], Gen.Int[-3, 120_003], Gen.Bool).ForAllAsync(20, async sample =>
        {
            var ((signed, bound, negated), saved) = (sample, await _thousands.Value);
            var sign = _signs[signed];
            using var file = new MemoryStream(saved);
            var query = new TableQuery { Filter = $"{(negated ? "not " : "")}x {sign} {bound}" };
            var rows = await TableSearch.ReadAsync(file, query).CountAsync(TestContext.Current.CancellationToken);

            Assert.Equal(Enumerable.Range(0, 120_000).Count(id => negated != (id % 50 == 0 ? sign == "!=" : id % 7 != 0 && sign switch
            {
                "=" => id == bound,
                "!=" => id != bound,
                "<" => id < bound,
                "<=" => id <= bound,
                ">" => id > bound,
                _ => id >= bound,
            })), rows);
        });

    [Fact]
    public async Task A_damaged_table_is_an_error_of_ours_and_takes_no_more_memory_than_a_whole_one()
    {
        var whole = await SavedAsync(Rows(100, id => [("id", id), ("label", $"{id % 7}"), ("score", id / 3.0)]));
        var refused = 0;
        await Gen.ULong.ForAllAsync(10_000, async seed =>
        {
            var (damaged, isRefused) = (Damage.Of(whole, seed), false);
            var allocated = await Allocations.OfAsync(async () =>
            {
                try
                {
                    await ReadAsync(damaged);
                }
                catch (StorageException fault)
                {
                    Assert.Equal("TableUnreadable", fault.ErrorId);
                    isRefused = true;
                }
            });

            refused += isRefused ? 1 : 0;
            Assert.InRange(allocated, 0, MostBytes);
        });
        Assert.InRange(refused, 1_000, 10_000);
    }

    /// <summary>A field without a kind ends no struct: who looks for the end elsewhere reads for ever, as the library does.</summary>
    [Fact]
    public async Task A_footer_whose_structs_do_not_end_is_an_error_of_ours_at_once()
    {
        var whole = await SavedAsync(Rows(10, id => [("id", id), ("label", $"{id}")]));
        var footer = whole.Length - 8 - BinaryPrimitives.ReadInt32LittleEndian(whole.AsSpan(whole.Length - 8));
        foreach (var at in Enumerable.Range(footer, whole.Length - 8 - footer).Where(at => whole[at] == 0))
        {
            byte[] damaged = [.. whole];
            damaged[at] = 0x10;
            // In a value it is another number; where a struct ends it is damage.
            var fault = await Record.ExceptionAsync(() => Task.Run(() => ReadAsync(damaged)).WaitAsync(TimeSpan.FromSeconds(20)));
            Assert.True(fault is null or StorageException, $"At {at}: {fault}");
        }
    }

    private static IEnumerable<object?> Values(FieldSet row) => row.Select(field => field.Value);

    private static (string Name, object? Value)[][] Rows(int count, Func<int, (string Name, object? Value)[]> row) =>
        [.. Enumerable.Range(0, count).Select(row)];

    private static int[] Numbers(params int[] numbers) => numbers;

    private static async Task<byte[]> SavedAsync(params (string Name, object? Value)[][] rows)
    {
        using var spool = new TableSpool();
        foreach (var row in rows)
        {
            var fields = new OrderedDictionary(StringComparer.Ordinal);
            foreach (var (name, value) in row)
                fields.Add(name, value);
            spool.Add(fields);
        }

        using var file = new MemoryStream();
        await spool.WriteParquetAsync(file, TestContext.Current.CancellationToken);
        return file.ToArray();
    }

    private static async Task<List<FieldSet>> ReadAsync(byte[] bytes)
    {
        using var file = new MemoryStream(bytes);
        return await TableSearch.ReadAsync(file, new()).ToListAsync(TestContext.Current.CancellationToken);
    }

    private sealed class CountingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public long Count { get; private set; }

        public override int Read(byte[] buffer, int offset, int count) => Counted(base.Read(buffer, offset, count));

        public override int Read(Span<byte> buffer) => Counted(base.Read(buffer));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Counted(await base.ReadAsync(buffer, cancellationToken));

        public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            Counted(await base.ReadAsync(buffer.AsMemory(offset, count), cancellationToken));

        private int Counted(int read)
        {
            Count += read;
            return read;
        }
    }
}
