using Microsoft.Data.Sqlite;
using MlDash.Server.Checking;
using MlDash.Server.Stores.Opening;

namespace MlDash.Server.Tests;

/// <summary>The command <c>check</c>, as a process: each damage of a data folder is named, and nothing is changed.</summary>
public sealed class CheckTests(MigrationSource source) : IClassFixture<MigrationSource>, IDisposable
{
    private readonly string _folder = Copy(source.Folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_folder_that_is_whole_has_no_findings_and_is_not_changed()
    {
        var (code, output) = await CheckAsync();

        Assert.True(code == 0, output);
        Assert.Empty(Findings(output));
        Assert.Contains("Everything is whole", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_whose_bytes_changed_or_are_missing_and_a_chunk_that_is_damaged_or_missing_are_errors()
    {
        var blobs = Directory.GetFiles(Path.Combine(_folder, StoreStart.BlobFolder), "*", SearchOption.AllDirectories);
        Flip(blobs.Single(file => new FileInfo(file).Length == (9 << 20) + 3));
        File.Delete(blobs.Single(file => new FileInfo(file).Length == 3));
        var chunks = blobs.Where(file => file.Contains("chunks", StringComparison.Ordinal) && char.IsAsciiDigit(Path.GetFileName(file)[0]))
            .ToLookup(file => Path.GetFileName(file).Contains("to", StringComparison.Ordinal));
        Flip(chunks[false].First());
        File.Delete(chunks[false].Last());
        Flip(chunks[true].First());
        File.Delete(chunks[true].Last());

        var (code, output) = await CheckAsync();

        Assert.Equal(1, code);
        Assert.Equal(
            ["ChunkDamaged", "ChunkDamaged", "ChunkDamaged", "ChunkDamaged", "FileChanged", "FileMissing"], Findings(output).Order(StringComparer.Ordinal));
        Assert.Contains("large.bin", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE documents SET body = CAST('{\"id\":' AS BLOB) WHERE kind = 'track'", "DocumentUnreadable")]
    [InlineData("UPDATE documents SET uniq = 'other' WHERE kind = 'track'", "DocumentUnlisted")]
    [InlineData("DELETE FROM documents WHERE kind = 'project'", "OwnerMissing")]
    [InlineData("DELETE FROM batches WHERE stream LIKE 'log/%' AND start = 4", "IndexGap")]
    [InlineData("UPDATE batches SET lines = CAST('{\"message\"' AS BLOB) WHERE stream LIKE 'log/%' AND start = 4", "LineBroken")]
    [InlineData("UPDATE batches SET lines = CAST('{\"timestamp\":' AS BLOB) WHERE stream LIKE 'track/%'", "LineBroken")]
    public async Task Damage_of_the_database_is_named(string change, string kind)
    {
        using (var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, StoreStart.DatabaseFile)};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = change;
            Assert.NotEqual(0, command.ExecuteNonQuery());
        }

        var (code, output) = await CheckAsync();

        Assert.Equal(1, code);
        Assert.Contains(kind, Findings(output));
    }

    [Fact]
    public async Task A_blob_that_nothing_refers_to_is_told_and_is_no_error()
    {
        var blob = Directory.GetFiles(Path.Combine(_folder, StoreStart.BlobFolder), "*", SearchOption.AllDirectories)
            .Single(file => new FileInfo(file).Length == 3);
        var id = Path.GetFileName(blob);
        // The last two digits say where a blob lies.
        File.Copy(blob, Path.Combine(Path.GetDirectoryName(blob)!, $"1{id}"));

        var (code, output) = await CheckAsync();

        Assert.True(code == 0, output);
        Assert.Equal(["FileUnlisted"], Findings(output));
    }

    [Fact]
    public async Task A_folder_that_a_server_uses_is_refused()
    {
        using var server = await ServerProcess.StartAsync(("ASPNETCORE_ENVIRONMENT", "Development"));

        var (code, output) = await ServerProcess.RunToEndAsync([CheckCommand.Name], [("DATA_DIR", server.Data)]);

        Assert.Equal(78, code);
        Assert.Contains("in use by a running server", output, StringComparison.Ordinal);
    }

    private Task<(int Code, string Output)> CheckAsync() => ServerProcess.RunToEndAsync(
        [CheckCommand.Name], [("DATA_DIR", _folder), ("JWT_SECRET", ""), ("MONGODB_URI", ""), ("S3_BUCKET", ""), ("S3_ENDPOINT", "")]);

    /// <summary>The kinds of the findings.</summary>
    private static List<string> Findings(string output) =>
        [.. output.Split('\n').Select(line => line.Split('\t')).Where(parts => parts is ["Error" or "Information", _, _, _]).Select(parts => parts[1])];

    private static void Flip(string file)
    {
        var bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(file, bytes);
    }

    private static string Copy(string folder)
    {
        var copy = Directory.CreateTempSubdirectory("mldash-check-").FullName;
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy, Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return copy;
    }
}
