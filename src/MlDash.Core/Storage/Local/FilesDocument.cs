using System.Collections.Specialized;
using System.Security.Cryptography;
using MlDash.Json;
using MlDash.Text;

namespace MlDash.Storage.Local;

/// <summary>The <c>.files_metadata.json</c> of an experiment: one entry a file, deleted ones included. Members it does not know are kept.</summary>
internal sealed class FilesDocument
{
    private readonly LocalLayout _layout;
    private readonly OrderedDictionary _document;
    private readonly List<object?> _entries;

    private FilesDocument(LocalLayout layout, OrderedDictionary document)
    {
        _layout = layout;
        _document = document;
        _entries = [.. document["files"] as object?[] ?? []];
    }

    private IEnumerable<OrderedDictionary> Live => _entries.OfType<OrderedDictionary>().Where(entry => entry["deletedAt"] is null);

    /// <summary>Reads the document; a missing one is empty. A damaged one is read from the folders instead.</summary>
    public static FilesDocument Read(LocalLayout layout)
    {
        try
        {
            return new(layout, SmallDocument.Read(layout.FilesMetadata) ?? JsonValues.NewMap());
        }
        catch (StorageException)
        {
            return Rebuild(layout);
        }
    }

    /// <summary>Reads the document in order to change it, under its lock. A damaged one is kept aside.</summary>
    public static FilesDocument ReadToChange(LocalLayout layout, Action<string> warn)
    {
        try
        {
            return new(layout, SmallDocument.Read(layout.FilesMetadata) ?? JsonValues.NewMap());
        }
        catch (StorageException)
        {
            warn($"The damaged '{layout.FilesMetadata}' was kept aside as '{SmallDocument.SetAside(layout.FilesMetadata)}', and rebuilt from the files there are.");
            return Rebuild(layout);
        }
    }

    /// <summary>Live files in the order they were saved.</summary>
    public IEnumerable<FileEntry> Files => Live.Select(ToEntry);

    /// <summary>Files that were deleted, as far as the document still has them.</summary>
    public IEnumerable<FileEntry> Deleted => _entries.OfType<OrderedDictionary>().Where(entry => entry["deletedAt"] is not null).Select(ToEntry);

    /// <summary>Puts an entry in; a live one of the same folder and name gives its place and is handed back.</summary>
    public FileEntry? Put(FileEntry file)
    {
        var entry = ToDocument(file);
        var at = _entries.FindIndex(other => other is OrderedDictionary old && old["deletedAt"] is null && FolderOf(old) == file.Folder && old.Text("filename") == file.Name);
        if (at < 0)
        {
            _entries.Add(entry);
            return null;
        }

        var replaced = ToEntry((OrderedDictionary)_entries[at]!);
        _entries[at] = entry;
        return replaced;
    }

    /// <summary>Changes the live entry of an id.</summary>
    /// <exception cref="ExperimentException"><c>FileNotFound</c>.</exception>
    public FileEntry Change(FileEntry file, FileAnnotations change)
    {
        var entry = Find(file);
        if (change.Description is not null)
            entry["description"] = change.Description;
        if (change.Tags is not null)
            entry["tags"] = change.Tags;
        if (change.Bindrs is not null)
            entry["bindrs"] = change.Bindrs;
        if (change.Metadata is not null)
            entry["metadata"] = change.Metadata;
        entry["updatedAt"] = IsoTime.Format(DateTimeOffset.UtcNow);
        return ToEntry(entry);
    }

    /// <summary>Marks the live entry of an id as deleted.</summary>
    /// <exception cref="ExperimentException"><c>FileNotFound</c>.</exception>
    public void Delete(FileEntry file)
    {
        var entry = Find(file);
        entry["deletedAt"] = entry["updatedAt"] = IsoTime.Format(DateTimeOffset.UtcNow);
    }

    public void Save()
    {
        _document["files"] = _entries.ToArray();
        SmallDocument.Write(_layout.FilesMetadata, _document);
    }

    private OrderedDictionary Find(FileEntry file) =>
        Live.FirstOrDefault(entry => entry.Text("id") == file.Id) ?? throw FileErrors.NotFound(_layout.Path, file.Path);

    private static string FolderOf(OrderedDictionary entry) => (entry.Text("path") ?? string.Empty).Trim('/');

    private FileEntry ToEntry(OrderedDictionary entry) => new()
    {
        Id = entry.Text("id") ?? string.Empty,
        ExperimentPath = _layout.Path,
        Folder = FolderOf(entry),
        Name = entry.Text("filename") ?? string.Empty,
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

    private OrderedDictionary ToDocument(FileEntry file)
    {
        var entry = JsonValues.NewMap();
        entry["id"] = file.Id;
        entry["experimentId"] = $"{_layout.Path.Project}/{_layout.Path}";
        entry["path"] = "/" + file.Folder;
        entry["filename"] = file.Name;
        entry["description"] = file.Description;
        entry["tags"] = file.Tags;
        entry["bindrs"] = file.Bindrs;
        entry["contentType"] = file.ContentType;
        entry["sizeBytes"] = file.Length;
        entry["checksum"] = file.Checksum;
        entry["metadata"] = file.Metadata;
        entry["uploadedAt"] = IsoTime.Format(file.UploadedAt ?? DateTimeOffset.UtcNow);
        entry["updatedAt"] = IsoTime.Format(file.UpdatedAt ?? DateTimeOffset.UtcNow);
        entry["deletedAt"] = null;
        return entry;
    }

    /// <summary>What the folders <c>*/&lt;id&gt;/&lt;name&gt;</c> still tell; tags, texts and deletions are lost with the document.</summary>
    private static FilesDocument Rebuild(LocalLayout layout)
    {
        var rebuilt = new FilesDocument(layout, JsonValues.NewMap());
        var root = new DirectoryInfo(layout.FilesFolder);
        foreach (var file in root.EnumerateFiles("*", SearchOption.AllDirectories).OrderBy(file => file.Directory!.Name, StringComparer.Ordinal))
        {
            if (file.Directory is not { } idFolder || idFolder.FullName == root.FullName || !IsId(idFolder.Name))
                continue;
            using var content = file.OpenRead();
            rebuilt.Put(new FileEntry
            {
                Id = idFolder.Name,
                ExperimentPath = layout.Path,
                Folder = Path.GetRelativePath(root.FullName, idFolder.Parent!.FullName).Replace(Path.DirectorySeparatorChar, '/') is var folder and not "." ? folder : string.Empty,
                Name = file.Name,
                ContentType = ContentTypes.Of(file.Name),
                Length = file.Length,
                Checksum = Convert.ToHexString(SHA256.HashData(content)).ToLowerInvariant(),
                UploadedAt = file.LastWriteTimeUtc,
                UpdatedAt = file.LastWriteTimeUtc,
            });
        }

        return rebuilt;
    }

    private static bool IsId(string name) => name.Length >= 10 && name.All(char.IsAsciiDigit);
}
