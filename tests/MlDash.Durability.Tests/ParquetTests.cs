using System.Collections;
using MlDash.Export;
using Parquet;
using Xunit;

namespace MlDash.Durability.Tests;

/// <summary>A track written as Parquet is read back by the library as it was recorded.</summary>
public sealed class ParquetTests
{
    [Fact]
    public async Task Types_missing_fields_and_arrays_come_back_over_several_groups_of_rows()
    {
        const int Entries = 60_000;
        using var scene = new Scene();
        var experiment = await scene.StartAsync();
        var track = experiment.Track("pose");
        var clock = new AppendClock();
        for (var i = 0; i < Entries; i++)
        {
            var entry = new Hashtable { ["real"] = i / 2.0, ["whole"] = (long)i };
            if (i % 2 == 0)
                entry["text"] = $"n{i}";
            if (i % 3 == 0)
                entry["list"] = new object[] { i, 0.5 };
            track.Append(entry, clock, i);
        }

        var path = Path.Combine(scene.Root, "out.parquet");
        Assert.Equal(Entries, await TrackExport.ToFileAsync(track, new TrackQuery(), TrackFormat.Parquet, path, overwrite: false));
        await experiment.CompleteAsync(ExperimentStatus.Completed);

        await using var reader = await ParquetReader.CreateAsync(path);
        Assert.Equal(["timestamp", "list", "real", "text", "whole"], reader.Schema.DataFields.Select(field => field.Name));
        Assert.Equal(
            [typeof(double), typeof(ReadOnlyMemory<char>), typeof(double), typeof(ReadOnlyMemory<char>), typeof(long)],
            reader.Schema.DataFields.Select(field => field.ClrType));
        Assert.Equal(2, reader.RowGroupCount);
        using var rows = reader.OpenRowGroupReader(0);
        var fields = reader.Schema.DataFields;
        var (times, wholes, texts, lists) = (new double[50_000], new long?[50_000], new string?[50_000], new string?[50_000]);
        await rows.ReadAsync<double>(fields[0], times.AsMemory());
        await rows.ReadAsync<long>(fields[4], wholes.AsMemory());
        await rows.ReadAsync(fields[3], texts.AsMemory());
        await rows.ReadAsync(fields[1], lists.AsMemory());
        Assert.Equal(Enumerable.Range(0, 50_000).Select(i => (double)i), times);
        Assert.Equal(Enumerable.Range(0, 50_000).Select(i => (long?)i), wholes);
        Assert.Equal(Enumerable.Range(0, 50_000).Select(i => i % 2 == 0 ? $"n{i}" : null), texts);
        Assert.Equal(Enumerable.Range(0, 50_000).Select(i => i % 3 == 0 ? $"[{i},0.5]" : null), lists);
    }
}
