using System.Globalization;
using System.Text.RegularExpressions;
using MlDash.Import.Formats;
using MlDash.Import.Reading;
using MlDash.Import.Runs;

namespace MlDash.Import.Sources.Neptune;

/// <summary>
/// What Neptune's exporter writes: a folder a project, in it the parts of each run, <c>run_part_0.parquet</c> and so on; files in a tree beside it.
/// </summary>
internal sealed partial class NeptuneFolder : SourceFormat
{
    /// <inheritdoc />
    public override ImportFormat Format => ImportFormat.Neptune;

    /// <inheritdoc />
    public override bool Recognizes(string path) => Parts(path).FirstOrDefault() is { } first && IsNeptune(first[0].File);

    /// <inheritdoc />
    public override IEnumerable<SourceRun> Runs(string path, SourceOptions options)
    {
        foreach (var parts in Parts(path))
        {
            if (parts[0].Number != 0)
                options.Warn($"'{parts[0].File}' is left out: the exporter writes part 0 of a run last, and there is none. Let it finish.");
            else
                yield return new NeptuneRun([.. parts.Select(part => part.File)], FileRoots(Path.GetDirectoryName(parts[0].File)!));
        }
    }

    /// <summary>The parts of each run, in their order.</summary>
    private static IEnumerable<(string File, int Number)[]> Parts(string path) => Folders(path)
        .SelectMany(folder => Files(path, folder)
            .Select(file => (File: file, Match: PartName().Match(Path.GetFileName(file))))
            .Where(part => part.Match.Success)
            .GroupBy(part => part.Match.Groups["run"].Value, StringComparer.Ordinal)
            .Select(run => run
                .Select(part => (part.File, Number: int.Parse(part.Match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture)))
                .OrderBy(part => part.Number).ToArray()));

    /// <summary>A project, all of them, or the folder that holds those and their files.</summary>
    private static IEnumerable<string> Folders(string path) => File.Exists(path)
        ? [Path.GetDirectoryName(path)!]
        : [path, .. SourceFolder.Folders(path), .. SourceFolder.Folders(Path.Combine(path, "data"))];

    /// <summary>Of a file that is given, the parts of its run.</summary>
    private static IEnumerable<string> Files(string path, string folder)
    {
        var files = SourceFolder.Files(folder, "*.parquet");
        if (!File.Exists(path))
            return files;
        var run = PartName().Match(Path.GetFileName(path)).Groups["run"].Value;
        return files.Where(file => PartName().Match(Path.GetFileName(file)).Groups["run"].Value == run && run.Length > 0);
    }

    private static bool IsNeptune(string file)
    {
        using var table = ParquetFile.Open(file);
        var columns = table.Columns.ToHashSet(StringComparer.Ordinal);
        return columns.Contains(NeptuneRun.RunColumn) && columns.Contains(NeptuneRun.PathColumn) && columns.Contains(NeptuneRun.TypeColumn);
    }

    /// <summary>Where the files of a project may be: the exporter asks for two folders, and by default they are neighbours.</summary>
    private static string[] FileRoots(string project)
    {
        var data = Path.GetDirectoryName(project) ?? project;
        string[] places = [Path.Combine(Path.GetDirectoryName(data) ?? data, "files"), Path.Combine(data, "files"), Path.Combine(project, "files")];
        return [.. places, .. places.Select(place => Path.Combine(place, SourceFolder.NameOf(project)))];
    }

    [GeneratedRegex(@"^(?<run>.+)_part_(?<number>[0-9]{1,6})\.parquet$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex PartName();
}
