using System.Collections;
using System.Collections.Specialized;
using MlDash.Errors;
using MlDash.Json;

namespace MlDash.Storage.Local;

/// <summary>The file <c>.mldash-retention.json</c> of a root: the rules of retention of its projects, by their names.</summary>
internal static class RetentionDocument
{
    /// <summary>Name of the file.</summary>
    public const string FileName = ".mldash-retention.json";

    private const string Member = "projects";

    /// <summary>The rules of all projects that have some.</summary>
    /// <exception cref="StorageException"><c>DocumentDamaged</c>.</exception>
    public static IReadOnlyDictionary<string, string> Read(string root)
    {
        var rules = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry project in SmallDocument.Read(Path.Combine(root, FileName))?.Map(Member) ?? JsonValues.NewMap())
        {
            if (project.Value is string text)
                rules[(string)project.Key] = text;
        }

        return rules;
    }

    /// <summary>Gives a project other rules; members that are not known here stay.</summary>
    /// <param name="root">The root folder.</param>
    /// <param name="project">Name of the project.</param>
    /// <param name="rules">The rules; empty: none any more.</param>
    /// <param name="clock">The clock that limits the wait for another process.</param>
    public static void Write(string root, string project, string rules, TimeProvider clock) => DiskFaults.Translate("Writing the rules of retention", () =>
    {
        var path = Path.Combine(root, FileName);
        DiskPaths.MakeFolder(root);
        using var held = FileLock.Take($"{path}.lock", clock);
        var document = SmallDocument.Read(path) ?? new OrderedDictionary();
        var all = document.Map(Member) ?? new OrderedDictionary();
        document[Member] = all;
        if (rules.Length == 0)
            all.Remove(project);
        else
            all[project] = rules;
        SmallDocument.Write(path, document, durable: true);
    });
}
