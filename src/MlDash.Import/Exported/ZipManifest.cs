using System.Collections.Specialized;
using MlDash.Import.Reading;
using MlDash.Json;
using MlDash.Protocol;

namespace MlDash.Import.Exported;

/// <summary>A file of an archive, as the list of the archive has it.</summary>
/// <param name="Path">Its path: segments joined by <c>/</c>.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Checksum">SHA-256 of them.</param>
/// <param name="Modified">When it was changed last.</param>
internal sealed record ZippedFile(string Path, long Length, string Checksum, DateTimeOffset? Modified);

/// <summary>The list of what an archive holds. It is the last entry.</summary>
internal static class ZipManifest
{
    /// <summary>The bytes of a list.</summary>
    public static byte[] Write(IEnumerable<ZippedFile> files) => JsonText.Write(new OrderedDictionary
    {
        [ExportMark.Member] = ExportMark.Zip,
        [ExportMark.VersionMember] = ExportMark.Version,
        ["files"] = files.Select(object? (file) => new OrderedDictionary
        {
            ["path"] = file.Path,
            ["length"] = file.Length,
            ["sha256"] = file.Checksum,
            ["modified"] = file.Modified is { } time ? IsoTime.Format(time) : null,
        }).ToArray(),
    });

    /// <summary>The files of a list.</summary>
    /// <param name="bytes">Its bytes, which may be changed.</param>
    /// <exception cref="InvalidDataException">It is none, or damaged.</exception>
    public static IReadOnlyList<ZippedFile> Read(byte[] bytes)
    {
        if (SourceJson.Object(bytes) is not { } document || document.Text(ExportMark.Member) != ExportMark.Zip)
            throw new InvalidDataException($"Its list {ExportMark.Manifest} is damaged.");
        ExportMark.RefuseLater(document.Whole(ExportMark.VersionMember));
        return [.. (document["files"] as object?[] ?? []).Select(file =>
            file is OrderedDictionary map && map.Text("path") is { } path && map.Whole("length") is { } length and >= 0 && map.Text("sha256") is { } checksum
                ? new ZippedFile(path, length, checksum, map.Time("modified"))
                : throw new InvalidDataException($"An entry of its list {ExportMark.Manifest} has no path, length or checksum."))];
    }
}
