using MlDash.Import.Formats;
using MlDash.Import.Reading;
using MlDash.Import.Runs;
using MlDash.Storage.Local;

namespace MlDash.Import.Sources.Archive;

/// <summary>
/// Archives of experiments in the folder format. An archive is unpacked into a folder of its own and compared with its list before a run of it is read.
/// </summary>
internal sealed class ZipFormat : SourceFormat
{
    private static readonly byte[] _magic = "PK\x03\x04"u8.ToArray();

    /// <inheritdoc />
    public override ImportFormat Format => ImportFormat.Zip;

    /// <inheritdoc />
    public override bool Recognizes(string path)
    {
        if (!File.Exists(path))
            return false;
        if (Path.GetExtension(path).Equals(".zip", StringComparison.OrdinalIgnoreCase))
            return true;
        using var file = SmallFile.Open(path);
        var begin = new byte[_magic.Length];
        return file.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false) == begin.Length && begin.AsSpan().SequenceEqual(_magic);
    }

    /// <inheritdoc />
    public override IEnumerable<SourceRun> Runs(string path, SourceOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("mldash-import-").FullName;
        try
        {
            ZipContent.Unpack(path, folder, options.CancelToken);
            var store = new LocalExperimentStore(folder);
            foreach (var record in store.FindAsync(new ExperimentQuery(), options.CancelToken).ToBlockingEnumerable(options.CancelToken))
                yield return new StoredRun(store, record, path);
            while (store.Warnings.TryDequeue(out var warning))
                options.Warn(warning);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
