using System.Collections.Specialized;
using MlDash.Files;
using MlDash.Json;
using MlDash.Protocol;

namespace MlDash.Storage.Local;

/// <summary>
/// The files of an experiment as its <c>.files_metadata.json</c> lists them, one entry a file, deleted ones included, together with what
/// <see cref="FilesLog"/> has on top of it. Members it does not know are kept.
/// </summary>
internal sealed class FilesDocument
{
    private const string FilesMember = "files";

    private readonly LocalLayout _layout;
    private readonly OrderedDictionary _document;
    private readonly List<object?> _entries;
    private readonly Dictionary<string, List<int>> _places = new(StringComparer.Ordinal);
    private readonly List<OrderedDictionary> _changed = [];

    private FilesDocument(LocalLayout layout, OrderedDictionary document)
    {
        _layout = layout;
        _document = document;
        _entries = [.. document[FilesMember] as object?[] ?? []];
        for (var at = 0; at < _entries.Count; at++)
        {
            if (_entries[at] is OrderedDictionary entry)
                At(StoredFile.PathOf(entry)).Add(at);
        }

        RepairIds();
    }

    /// <summary>Live files in the order they were saved.</summary>
    public IEnumerable<FileEntry> Files => _entries.OfType<OrderedDictionary>().Where(StoredFile.IsLive).Select(entry => StoredFile.Read(entry, _layout.Path));

    /// <summary>Files that were deleted, as far as the document still has them.</summary>
    public IEnumerable<FileEntry> Deleted =>
        _entries.OfType<OrderedDictionary>().Where(entry => entry["deletedAt"] is not null).Select(entry => StoredFile.Read(entry, _layout.Path));

    /// <summary>Entries that were changed since they were last taken.</summary>
    public IReadOnlyList<OrderedDictionary> TakeChanged()
    {
        OrderedDictionary[] changed = [.. _changed];
        _changed.Clear();
        return changed;
    }

    /// <summary>Reads the details of the files. When the document is missing or damaged, the folders say which files there are.</summary>
    public static FilesDocument Read(LocalLayout layout)
    {
        // The log comes first: what moves from it into the document meanwhile is read twice, which does no harm, and never missed.
        var log = FilesLog.Read(layout.FilesLog);
        var whole = Parse(layout, static _ => { }) ?? Rebuild(layout, new HashSet<string>());
        whole.Merge(log);
        return whole;
    }

    /// <summary>Reads in order to change, under the lock. A damaged document is renamed.</summary>
    /// <param name="layout">The experiment.</param>
    /// <param name="known">Ids of files that the caller is about to put in, so that a rebuild need not read them.</param>
    /// <param name="now">The time in the name that a damaged document is renamed to.</param>
    /// <param name="warn">Receives what was repaired.</param>
    public static FilesDocument ReadToChange(LocalLayout layout, IReadOnlySet<string> known, DateTimeOffset now, Action<string> warn)
    {
        var log = FilesLog.Read(layout.FilesLog);
        var aside = (string?)null;
        var whole = Parse(layout, _ => aside = SmallDocument.SetAside(layout.FilesMetadata, now));
        if (whole is null)
        {
            whole = Rebuild(layout, known);
            if (aside is not null)
                warn($"The damaged '{layout.FilesMetadata}' was renamed to '{aside}', and rebuilt from the existing files.");
            else if (whole._entries.Count > 0)
                warn($"'{layout.FilesMetadata}' was missing and was rebuilt from the existing files. Their tags, descriptions and metadata are lost.");
        }

        whole.Merge(log);
        return whole;
    }

    /// <summary>Adds an entry. A live one of the same folder and name is replaced in its place: what is not given now stays as it was.</summary>
    /// <param name="file">The file.</param>
    /// <param name="now">When it was saved, unless it says so itself.</param>
    /// <param name="given">What was given with it; null: the entry is complete as it is.</param>
    /// <returns>The file as it is listed from now on, and the one it replaces when no other entry needs its bytes.</returns>
    public (FileEntry Noted, FileEntry? Replaced) Put(FileEntry file, DateTimeOffset now, FileAnnotations? given = null)
    {
        var there = At(file.Path);
        var at = there.FindIndex(index => StoredFile.IsLive(Entry(index)));
        var old = at < 0 ? null : Entry(there[at]);
        if (old is not null && given is not null)
            file = Keep(StoredFile.Read(old, _layout.Path), file, given);
        file = AfterOthers(file, now, there);
        var entry = StoredFile.Write(file);
        _changed.Add(entry);
        if (old is null)
        {
            Append(file.Path, entry);
            return (file, null);
        }

        _entries[there[at]] = entry;
        var id = StoredFile.IdOf(old);
        return (file, there.Any(index => StoredFile.IdOf(Entry(index)) == id) ? null : StoredFile.Read(old, _layout.Path));
    }

    /// <summary>Changes a live entry.</summary>
    /// <exception cref="ExperimentException"><c>FileNotFound</c>.</exception>
    public FileEntry Change(FileEntry file, FileAnnotations change, DateTimeOffset now)
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
        entry["updatedAt"] = IsoTime.Format(LaterThan(entry, now));
        _changed.Add(entry);
        return StoredFile.Read(entry, _layout.Path);
    }

    /// <summary>Marks a live entry as deleted.</summary>
    /// <exception cref="ExperimentException"><c>FileNotFound</c>.</exception>
    public void Delete(FileEntry file, DateTimeOffset now)
    {
        var entry = Find(file);
        entry["deletedAt"] = entry["updatedAt"] = IsoTime.Format(LaterThan(entry, now));
        _changed.Add(entry);
    }

    /// <summary>Notes in every entry, deleted ones included, that it belongs to the experiment at its place of now.</summary>
    public void Relocate()
    {
        foreach (var entry in _entries.OfType<OrderedDictionary>())
        {
            entry["experimentId"] = StoredFile.OwnerOf(_layout.Path);
            _changed.Add(entry);
        }
    }

    /// <summary>Writes all there is into the document.</summary>
    public void Save(bool durable = false)
    {
        _document[FilesMember] = _entries.ToArray();
        SmallDocument.Write(_layout.FilesMetadata, _document, durable);
        _changed.Clear();
    }

    /// <summary>
    /// Brings in entries as they were at some time, in any order and any number of times: of one file the state that was changed last counts,
    /// of two files of one path the one that was saved last.
    /// </summary>
    public void Merge(IEnumerable<OrderedDictionary> entries)
    {
        foreach (var entry in entries)
        {
            var path = StoredFile.PathOf(entry);
            var there = At(path);
            var id = StoredFile.IdOf(entry);
            var same = there.FindIndex(index => StoredFile.IdOf(Entry(index)) == id);
            if (same >= 0)
            {
                if (!IsLater(Entry(there[same]), entry, "updatedAt"))
                    _entries[there[same]] = entry;
                continue;
            }

            if (there.Exists(index => IsLater(Entry(index), entry, "uploadedAt")))
                continue;
            var live = there.FindIndex(index => StoredFile.IsLive(Entry(index)));
            if (live < 0)
                Append(path, entry);
            else
                _entries[there[live]] = entry;
        }
    }

    /// <summary>The document; null when there is none, or it lists no files.</summary>
    private static FilesDocument? Parse(LocalLayout layout, Action<StorageException> damaged)
    {
        try
        {
            // The parentheses keep the formatter from taking the question mark for a part of the type.
            return SmallDocument.Read(
                layout.FilesMetadata,
                bytes => JsonValues.Parse(bytes) is OrderedDictionary document && (document[FilesMember] is object?[])
                    ? new FilesDocument(layout, document)
                    : throw new System.Text.Json.JsonException("Expected an object with a list 'files'."));
        }
        catch (StorageException damage)
        {
            damaged(damage);
            return null;
        }
    }

    private static FilesDocument Rebuild(LocalLayout layout, IReadOnlySet<string> known)
    {
        var rebuilt = new FilesDocument(layout, JsonValues.NewMap());
        foreach (var file in FilesFromFolders.Find(layout, known))
            rebuilt.Put(file, file.UploadedAt!.Value);
        return rebuilt;
    }

    private static FileEntry Keep(FileEntry old, FileEntry file, FileAnnotations given) => new(file)
    {
        Description = given.Description ?? old.Description,
        Tags = given.Tags ?? old.Tags,
        Bindrs = given.Bindrs ?? old.Bindrs,
        Metadata = given.Metadata is null ? old.Metadata : file.Metadata,
    };

    /// <summary>An entry whose id was lost gets that of the one folder that can be meant. Nothing is guessed when there are two.</summary>
    private void RepairIds()
    {
        var lost = _entries.OfType<OrderedDictionary>().Where(entry => StoredFile.IsLive(entry) && StoredFile.IdOf(entry).Length == 0).ToList();
        if (lost.Count == 0)
            return;
        var taken = _entries.OfType<OrderedDictionary>().Select(StoredFile.IdOf).ToHashSet(StringComparer.Ordinal);
        foreach (var entry in lost)
        {
            if (FilesFromFolders.FindId(_layout, StoredFile.FolderOf(entry), StoredFile.NameOf(entry), taken) is { } id)
                entry["id"] = id;
        }
    }

    /// <summary>A file that is saved over others is the later one, whatever the clocks of their writers said.</summary>
    private FileEntry AfterOthers(FileEntry file, DateTimeOffset now, List<int> there)
    {
        var uploaded = file.UploadedAt ?? now;
        foreach (var index in there)
        {
            if (Entry(index).Time("uploadedAt") is { } other && other >= uploaded && StoredFile.IdOf(Entry(index)) != file.Id)
                uploaded = other.AddMicroseconds(1);
        }

        return new FileEntry(file) { UploadedAt = uploaded, UpdatedAt = file.UpdatedAt > uploaded ? file.UpdatedAt : uploaded };
    }

    private OrderedDictionary Find(FileEntry file)
    {
        foreach (var index in At(file.Path))
        {
            if (Entry(index) is var entry && StoredFile.IsLive(entry) && StoredFile.IdOf(entry) == file.Id)
                return entry;
        }

        throw FileErrors.NotFound(_layout.Path, file.Path);
    }

    private void Append(string path, OrderedDictionary entry)
    {
        At(path).Add(_entries.Count);
        _entries.Add(entry);
    }

    private List<int> At(string path) => _places.TryGetValue(path, out var there) ? there : _places[path] = [];

    private OrderedDictionary Entry(int index) => (OrderedDictionary)_entries[index]!;

    private static bool IsLater(OrderedDictionary one, OrderedDictionary other, string time) => one.Time(time) > other.Time(time);

    /// <summary>The time of a change: a later one than that of the change before, also where a clock was set back.</summary>
    private static DateTimeOffset LaterThan(OrderedDictionary entry, DateTimeOffset now) =>
        entry.Time("updatedAt") is { } last && last >= now ? last.AddMicroseconds(1) : now;
}
