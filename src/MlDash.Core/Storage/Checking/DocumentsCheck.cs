using System.Collections.Specialized;
using MlDash.Json;
using MlDash.Storage.Local;

namespace MlDash.Storage.Checking;

/// <summary>Checks the documents of an experiment itself: what it is, and its parameters.</summary>
internal static class DocumentsCheck
{
    /// <summary>Checks <c>experiment.json</c>.</summary>
    public static IEnumerable<StoreFinding> Experiment(CheckScope scope)
    {
        var path = scope.Layout.Experiment;
        var (document, fault) = Read(scope, path);
        if (document is null)
        {
            fault ??= scope.Find(FindingSeverity.Error, FindingKinds.DocumentMissing, path, "The document is missing, so nobody finds the experiment.");
            yield return scope.Mendable(fault, "Write a new one; what it said is lost", _ => Rebuild(scope));
            yield break;
        }

        if (document.Text("name") is null || document.Time("created_at") is null)
            yield return scope.Find(
                FindingSeverity.Warning, FindingKinds.DocumentIncomplete, path, "The document has no name, or not the time when it was created.");
        if (SealCheck.Document(scope, path) is { } changed)
            yield return changed;
    }

    /// <summary>Checks <c>parameters.json</c>.</summary>
    public static IEnumerable<StoreFinding> Parameters(CheckScope scope)
    {
        var path = scope.Layout.Parameters;
        var (document, fault) = Read(scope, path);
        if (fault is not null)
        {
            yield return scope.Mendable(fault, "Rename it; what it said is lost to all who read parameters", _ =>
            {
                using var held = scope.Lock(scope.Layout.ParametersLock);
                var moved = SetAsideIfDamaged(scope, path);
                ExperimentSeal.RenewDocument(scope.Layout, path, scope.Clock);
                return moved;
            });
        }
        else if (document is not null && SealCheck.Document(scope, path) is { } changed)
        {
            yield return changed;
        }
    }

    /// <summary>A document, or what is wrong with it; neither when there is none.</summary>
    public static (OrderedDictionary? Document, StoreFinding? Fault) Read(CheckScope scope, string path)
    {
        try
        {
            var document = SmallDocument.Read(path);
            if (document is not null)
                scope.Counts.Add(new FileInfo(path).Length);
            return (document, null);
        }
        catch (StorageException damage)
        {
            return (null, scope.Find(FindingSeverity.Error, FindingKinds.DocumentUnreadable, path, damage.Message));
        }
    }

    private static string? SetAsideIfDamaged(CheckScope scope, string path)
    {
        string? moved = null;
        SmallDocument.ReadIfWhole(path, _ => moved = SmallDocument.SetAside(path, scope.Clock.GetUtcNow()));
        return moved;
    }

    private static string? Rebuild(CheckScope scope)
    {
        using var held = scope.Lock(scope.Layout.ExperimentLock);
        var moved = SetAsideIfDamaged(scope, scope.Layout.Experiment);
        if (!File.Exists(scope.Layout.Experiment))
        {
            SmallDocument.Write(scope.Layout.Experiment, ExperimentDocument.Rebuilt(scope.Layout.Path, OldestTime(scope)));
            ExperimentSeal.RenewDocument(scope.Layout, scope.Layout.Experiment, scope.Clock);
        }

        return moved;
    }

    /// <summary>When the experiment was created, as far as its folders still say.</summary>
    private static DateTimeOffset OldestTime(CheckScope scope) => new DirectoryInfo(scope.Layout.Folder)
        .EnumerateFileSystemInfos()
        .Select(one => (DateTimeOffset)one.LastWriteTimeUtc)
        .Append(scope.Clock.GetUtcNow())
        .Min();
}
