using MlDash.Storage.Format;
using MlDash.Storage.Local;

namespace MlDash.Storage.Checking;

/// <summary>Compares an experiment with its seal: what was sealed must still be there, to the byte.</summary>
internal static class SealCheck
{
    /// <summary>Reads the seal into the scope.</summary>
    public static IEnumerable<StoreFinding> Read(CheckScope scope)
    {
        var place = ExperimentSeal.PlaceIn(scope.Layout);
        StoreFinding? damaged = null;
        try
        {
            scope.Seal = ExperimentSeal.Read(scope.Layout);
        }
        catch (StorageException fault)
        {
            damaged = scope.Mendable(
                scope.Find(
                    FindingSeverity.Warning, FindingKinds.DocumentUnreadable, place, $"The checksums of the experiment cannot be read. {fault.Message}"),
                "Move it aside, and note the checksums of what is there now",
                aside =>
                {
                    var moved = aside.Move(place);
                    ExperimentSeal.Renew(scope.Layout, scope.Clock);
                    return moved;
                });
        }

        if (damaged is not null)
            yield return damaged;
        else if (scope.Seal is null && !scope.IsLive)
            yield return scope.Find(
                FindingSeverity.Information, FindingKinds.NotSealed, place, "The experiment has no checksums, so a changed number or letter is not noticed.");
    }

    /// <summary>What was sealed and is no longer there.</summary>
    public static IEnumerable<StoreFinding> Missing(CheckScope scope)
    {
        if (scope.Seal is not { } seal)
            yield break;
        foreach (var stream in seal.Streams.Keys.Where(IsGone))
            yield return scope.Find(
                FindingSeverity.Error, FindingKinds.StreamMissing, PlaceOf(stream), $"The file had {seal.Streams[stream].Length} bytes and is missing.");
        foreach (var document in seal.Documents.Keys.Where(IsGone))
        {
            // The documents that are rebuilt from the data are reported with it.
            if (Path.GetFileName(document) is not (LocalLayout.ExperimentFile or LocalLayout.MetadataFile) || !HasData(document))
                yield return scope.Find(FindingSeverity.Error, FindingKinds.DocumentMissing, PlaceOf(document), "The file was there and is missing.");
        }

        string PlaceOf(string key) => Path.Combine(scope.Layout.Folder, key);
        bool IsGone(string key) => !File.Exists(PlaceOf(key));
        bool HasData(string key) => key == LocalLayout.ExperimentFile
            || File.Exists(Path.Combine(Path.GetDirectoryName(PlaceOf(key))!, LocalLayout.DataFile));
    }

    /// <summary>Compares a document that can be read with its checksum.</summary>
    public static StoreFinding? Document(CheckScope scope, string path)
    {
        if (scope.Seal?.Documents.GetValueOrDefault(ExperimentSeal.KeyOf(scope.Layout, path)) is not { } sealedOne || SealedDocument.Of(path) is not { } now)
            return null;
        return sealedOne.ChangeTo(now) switch
        {
            SealedChange.Unwritten => scope.Find(
                FindingSeverity.Error, FindingKinds.DocumentChanged, path, "Its bytes are not those that were written, although nothing has written to it."),
            SealedChange.Unmarked when !scope.IsLive => scope.Find(
                FindingSeverity.Warning,
                FindingKinds.DocumentChanged,
                path,
                "It was changed after its checksum was noted, and does not say so itself: by hand, by another program, or by damage."),
            SealedChange.Marked when !scope.IsLive => scope.Find(
                FindingSeverity.Information, FindingKinds.DocumentChanged, path, "Another program has written it after its checksum was noted."),
            _ => null,
        };
    }

    /// <summary>Compares a stream with its checksums.</summary>
    /// <param name="scope">The experiment.</param>
    /// <param name="data">The data file.</param>
    /// <param name="explained">Blocks in which a broken line was found, which says all there is to say.</param>
    public static IEnumerable<StoreFinding> Stream(CheckScope scope, string data, IReadOnlySet<int> explained)
    {
        if (scope.Seal?.Streams.GetValueOrDefault(ExperimentSeal.KeyOf(scope.Layout, data)) is not { } stream)
            yield break;
        var length = LengthOf(data);
        if (length < stream.Length)
        {
            yield return scope.Find(
                FindingSeverity.Error,
                FindingKinds.StreamCut,
                data,
                $"It has {length} bytes, but had {stream.Length} when its checksums were noted. Lines are missing.");
        }

        var (first, last) = (-1, -1);
        foreach (var block in stream.Changed(data, scope.CancelToken).Where(block => !explained.Contains(block) && (long)block * SealedStream.Block < length))
            (first, last) = (first < 0 ? block : first, block);
        if (first >= 0)
        {
            yield return scope.Find(
                FindingSeverity.Error,
                FindingKinds.StreamChanged,
                data,
                $"Between byte {(long)first * SealedStream.Block} and byte {Math.Min(length, (last + 1L) * SealedStream.Block)} it is not what was recorded.");
        }
    }

    private static long LengthOf(string data)
    {
        using var file = LineReader.OpenFile(data);
        return file is null ? 0 : RandomAccess.GetLength(file);
    }
}
