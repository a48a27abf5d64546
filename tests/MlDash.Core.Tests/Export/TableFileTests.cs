using System.Collections.Specialized;
using CsCheck;
using MlDash.Export;

namespace MlDash.Tests.Export;

/// <summary>Rows that were saved as a table, read back.</summary>
public sealed class TableFileTests
{
    /// <summary>What reading a table of some hundred bytes may take: a length that lies must not be believed.</summary>
    private const long MostBytes = 256L << 20;

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
        var rows = await TableFile.ReadAsync(file, ["TWICE"], 3, 2, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal([6L, 8L], rows.Select(row => Assert.Single(row).Value));
    }

    [Fact]
    public async Task A_damaged_table_is_an_error_of_ours_and_takes_no_more_memory_than_a_whole_one()
    {
        var whole = await SavedAsync(Rows(100, id => [("id", id), ("label", $"{id % 7}"), ("score", id / 3.0)]));
        var refused = 0;
        await Gen.ULong.ForAllAsync(10_000, async seed =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                await ReadAsync(Damage.Of(whole, seed));
            }
            catch (StorageException fault)
            {
                Assert.Equal("TableUnreadable", fault.ErrorId);
                refused++;
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, long.MinValue, MostBytes);
        });
        Assert.InRange(refused, 1_000, 10_000);
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
        return await TableFile.ReadAsync(file, [], 0, null, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
    }
}
