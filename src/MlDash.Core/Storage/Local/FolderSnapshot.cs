using System.Collections.Specialized;
using MlDash.Json;
using MlDash.Storage.Format;

namespace MlDash.Storage.Local;

/// <summary>What was in the folder of an experiment at one moment, and what its owner has written since; shows what others have changed.</summary>
internal sealed class FolderSnapshot
{
    private readonly LocalLayout _layout;
    private readonly Dictionary<string, long> _lengths = [];
    private byte[]? _parameters;
    private OrderedDictionary? _document;

    /// <summary>The live files by path; null when there was no list of them.</summary>
    private readonly Dictionary<string, FileEntry>? _files;

    public FolderSnapshot(LocalLayout layout)
    {
        _layout = layout;
        foreach (var data in LocalStreams.Of(layout).Select(stream => LocalStreams.DataFile(layout, stream)))
        {
            using var file = LineReader.OpenFile(data);
            _lengths[data] = file is null ? 0 : RandomAccess.GetLength(file);
        }

        _parameters = Parameters();
        _document = SmallDocument.ReadIfWhole(layout.Experiment);
        _files = HasList ? ByPath(FilesDocument.Read(layout)) : null;
    }

    /// <summary>Whether files are listed; if not, a look at them is a look at every folder.</summary>
    private bool HasList => File.Exists(_layout.FilesMetadata) || File.Exists(_layout.FilesLog);

    /// <summary>The length of a data file; 0 when there was none.</summary>
    public long LengthOf(string data) => _lengths.GetValueOrDefault(data);

    /// <summary>Whether a data file was there.</summary>
    public bool Has(string data) => _lengths.ContainsKey(data);

    /// <summary>Whether this very file was listed.</summary>
    public bool Has(FileEntry file) => _files?.GetValueOrDefault(file.Path) is { } before && IsSame(before, file);

    /// <summary>Notes the parameters that the owner has written.</summary>
    public void NoteParameters(ReadOnlySpan<byte> written) => _parameters = written.ToArray();

    /// <summary>Notes the document of the experiment that the owner has written.</summary>
    public void NoteDocument(byte[] written) => _document = JsonValues.Parse(written) as OrderedDictionary;

    /// <summary>Whether the parameters are as they were.</summary>
    public bool HasSameParameters() => Parameters() is var now && (now is null ? _parameters is null : now.AsSpan().SequenceEqual(_parameters));

    /// <summary>Members of the document of the experiment that are not as they were.</summary>
    public IEnumerable<string> ChangedMembers(OrderedDictionary now) =>
        now.Keys.Cast<string>().Where(name => _document is null || !_document.Contains(name) || Text(now[name]) != Text(_document[name]));

    /// <summary>Tells which files are listed as they were, deleted ones included.</summary>
    public Predicate<FileEntry> SameFiles(FilesDocument now)
    {
        // Without a list then and now, what the document holds was found in the folders: nobody has listed anything.
        if (_files is null && !HasList)
            return _ => true;
        var there = ByPath(now);
        return file => (_files?.GetValueOrDefault(file.Path), there.GetValueOrDefault(file.Path)) switch
        {
            (null, null) => true,
            ({ } before, { } after) => IsSame(before, after),
            _ => false,
        };
    }

    private byte[]? Parameters()
    {
        try
        {
            return SmallDocument.Read(_layout.Parameters, static bytes => bytes);
        }
        catch (StorageException)
        {
            // A folder in its place: as good as none, until it is written to.
            return null;
        }
    }

    private static Dictionary<string, FileEntry> ByPath(FilesDocument document)
    {
        var files = new Dictionary<string, FileEntry>(StringComparer.Ordinal);
        foreach (var file in document.Files)
            files.TryAdd(file.Path, file);
        return files;
    }

    private static bool IsSame(FileEntry left, FileEntry right) => left.Id == right.Id && left.UpdatedAt == right.UpdatedAt;

    private static string Text(object? value) => System.Text.Encoding.UTF8.GetString(JsonText.Write(new OrderedDictionary { ["value"] = value }));
}
