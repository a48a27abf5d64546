using System.Collections.Specialized;
using System.Globalization;
using System.Numerics;
using MlDash.Files;
using MlDash.Json;
using MlDash.Protocol;

namespace MlDash.Storage.Local;

/// <summary>An entry of <c>.files_metadata.json</c> and the file it describes.</summary>
internal static class StoredFile
{
    /// <summary>Beyond it a floating-point number no longer names one whole number.</summary>
    private const double LargestExact = 1L << 53;

    /// <summary>Whether the file is listed: it has a name, and was not deleted.</summary>
    public static bool IsLive(OrderedDictionary entry) => entry["deletedAt"] is null && NameOf(entry).Length > 0;

    public static string IdOf(OrderedDictionary entry) => TextOf(entry["id"]);

    public static string NameOf(OrderedDictionary entry) => TextOf(entry["filename"]);

    public static string FolderOf(OrderedDictionary entry) => TextOf(entry["path"]).Trim('/');

    /// <summary>Folder and name joined: what the file is addressed by.</summary>
    public static string PathOf(OrderedDictionary entry) => PathOf(FolderOf(entry), NameOf(entry));

    /// <inheritdoc cref="PathOf(OrderedDictionary)"/>
    public static string PathOf(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";

    public static FileEntry Read(OrderedDictionary entry, ExperimentPath experiment) => new()
    {
        Id = IdOf(entry),
        ExperimentPath = experiment,
        Folder = FolderOf(entry),
        Name = NameOf(entry),
        Description = entry.Text("description"),
        Tags = entry.Texts("tags"),
        Bindrs = entry.Texts("bindrs"),
        Metadata = entry.Map("metadata"),
        ContentType = entry.Text("contentType") ?? ContentTypes.Default,
        Length = entry.Whole("sizeBytes") ?? 0,
        Checksum = entry.Text("checksum") ?? string.Empty,
        UploadedAt = entry.Time("uploadedAt"),
        UpdatedAt = entry.Time("updatedAt"),
    };

    /// <summary>How the format calls the experiment of a file: as the Python SDK does, whatever the project.</summary>
    public static string OwnerOf(ExperimentPath experiment) => $"{experiment.ProjectOfSdk}/{experiment}";

    /// <summary>The entry of a file whose times are known.</summary>
    public static OrderedDictionary Write(FileEntry file)
    {
        var entry = JsonValues.NewMap();
        entry["id"] = file.Id;
        entry["experimentId"] = OwnerOf(file.ExperimentPath);
        entry["path"] = "/" + file.Folder;
        entry["filename"] = file.Name;
        entry["description"] = file.Description;
        entry["tags"] = file.Tags;
        entry["bindrs"] = file.Bindrs;
        entry["contentType"] = file.ContentType;
        entry["sizeBytes"] = file.Length;
        entry["checksum"] = file.Checksum;
        entry["metadata"] = file.Metadata;
        entry["uploadedAt"] = IsoTime.Format(file.UploadedAt!.Value);
        entry["updatedAt"] = IsoTime.Format(file.UpdatedAt!.Value);
        entry["deletedAt"] = null;
        return entry;
    }

    /// <summary>Editors and scripts that rewrite the document turn ids and names of digits into numbers; those are the same ids and names.</summary>
    private static string TextOf(object? value) => value switch
    {
        string text => text,
        long number => number.ToString(CultureInfo.InvariantCulture),
        BigInteger number => number.ToString(CultureInfo.InvariantCulture),
        double number when double.IsInteger(number) && Math.Abs(number) < LargestExact => ((long)number).ToString(CultureInfo.InvariantCulture),
        _ => string.Empty,
    };
}
