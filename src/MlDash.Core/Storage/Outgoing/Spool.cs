using System.Collections.Specialized;
using System.Globalization;
using MlDash.Client;
using MlDash.Files;
using MlDash.Identity;
using MlDash.Ids;
using MlDash.Json;
using MlDash.Protocol;
using MlDash.Storage.Local;

namespace MlDash.Storage.Outgoing;

/// <summary>
/// The register of recordings whose server may not have everything: one folder each below <c>ML_DASH_SPOOL</c>, else <c>~/.dash/spool</c>. A recording
/// in remote mode keeps its records there, one in hybrid mode only where they are. Folders are removed once the server has it all.
/// </summary>
internal static class Spool
{
    private const string EntryFile = "spool.json";
    private const string LockFile = "spool.lock";

    /// <summary>What the entry is called once all that the server takes is there, and some records it refuses are still here.</summary>
    private const string SettledFile = "refused.json";

    /// <summary>The folder of the register.</summary>
    public static string Folder => Environment.GetEnvironmentVariable("ML_DASH_SPOOL") is { Length: > 0 } given
        ? Path.GetFullPath(given)
        : Path.Combine(ClientFolder.Path, "spool");

    /// <summary>Registers a recording; it is taken by this process until it is let go.</summary>
    /// <param name="server">Where it goes.</param>
    /// <param name="path">Its path where it is kept.</param>
    /// <param name="target">Its place on the server.</param>
    /// <param name="userName">The user name that makes the token; null for another kind of login.</param>
    /// <param name="root">Root folder where it is kept; null: here.</param>
    /// <param name="now">When; entries are sent in the order of their times.</param>
    public static SpoolEntry Add(Uri server, ExperimentPath path, RemotePath target, string? userName, string? root, DateTimeOffset now)
    {
        var folder = Path.Combine(Folder, $"{now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture)}-{Snowflake.Shared.Next()}");
        ClientFolder.MakePrivate(Folder);
        ClientFolder.MakePrivate(folder);
        var entry = new SpoolEntry(folder, server, root ?? folder, path, target, userName);
        var held = FileLock.TryTake(Path.Combine(folder, LockFile));
        SmallDocument.Write(Path.Combine(folder, EntryFile), new OrderedDictionary
        {
            ["server"] = server.AbsoluteUri,
            ["root"] = entry.IsOwnRoot ? null : entry.Root,
            ["path"] = path.Value,
            ["namespace"] = target.Namespace,
            ["project"] = target.Project,
            ["inner"] = target.Inner,
            ["userName"] = userName,
            ["createdAt"] = IsoTime.Format(now),
        });
        entry.Hold(held);
        return entry;
    }

    /// <summary>Everything registered that no living process has, oldest first; each is taken until it is disposed of.</summary>
    public static IEnumerable<SpoolEntry> TakeAll(Action<string> warn)
    {
        if (!Directory.Exists(Folder))
            yield break;
        foreach (var folder in Directory.EnumerateDirectories(Folder).Order(StringComparer.Ordinal))
        {
            if (TryTake(folder) is not { } held)
                continue;
            if (Read(folder, warn) is not { } entry)
            {
                held.Dispose();
                continue;
            }

            entry.Hold(held);
            yield return entry;
        }
    }

    /// <summary>Everything registered, also what a living process records, newest first. Nothing is taken, so any of it may be gone at the next look.</summary>
    public static IEnumerable<SpoolEntry> Peek() => Directory.Exists(Folder)
        ? Directory.EnumerateDirectories(Folder).OrderDescending(StringComparer.Ordinal).Select(folder => Read(folder, _ => { })).OfType<SpoolEntry>()
        : [];

    /// <summary>Every folder of the register with its entry, also those that have none; nothing is taken, and there are no warnings.</summary>
    public static IEnumerable<SpoolFolder> Look() => Directory.Exists(Folder)
        ? Directory.EnumerateDirectories(Folder).Order(StringComparer.Ordinal).Select(folder => new SpoolFolder(
            folder, Read(folder, _ => { }), File.Exists(Path.Combine(folder, SettledFile)), HoldsMoreThanLock(folder)))
        : [];

    /// <summary>Leaves a folder where it is, but nothing of it is sent any more.</summary>
    public static void MarkSettled(string folder) => DiskChanges.Move(Path.Combine(folder, EntryFile), Path.Combine(folder, SettledFile), overwrite: true);

    /// <summary>Deletes a folder whose lock is held. The lock goes last and released, since a file that is open cannot be deleted everywhere.</summary>
    public static void Delete(string folder, FileLock? held)
    {
        using (held)
        {
            // The entry first: what is left of a folder whose deletion was cut short is never sent again.
            DiskChanges.Delete(Path.Combine(folder, EntryFile));
            foreach (var below in Directory.EnumerateDirectories(folder))
                DiskChanges.DeleteFolder(below, recursive: true);
            foreach (var file in Directory.EnumerateFiles(folder).Where(file => Path.GetFileName(file) != LockFile))
                DiskChanges.Delete(file);
        }

        try
        {
            DiskChanges.DeleteFolder(folder, recursive: true);
        }
        catch (IOException)
        {
            // Another process looks at it at this moment, or has deleted it; a folder with nothing but a lock is no entry.
        }
    }

    private static FileLock? TryTake(string folder)
    {
        try
        {
            return FileLock.TryTake(Path.Combine(folder, LockFile));
        }
        catch (DirectoryNotFoundException)
        {
            // Another process has sent it since the folders were listed.
            return null;
        }
    }

    private static bool HoldsMoreThanLock(string folder)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(folder).Any(path => Path.GetFileName(path) != LockFile);
        }
        catch (DirectoryNotFoundException)
        {
            return false;
        }
    }

    private static SpoolEntry? Read(string folder, Action<string> warn)
    {
        var document = SmallDocument.ReadIfWhole(Path.Combine(folder, EntryFile));
        if (document?.Text("server") is { } address && Uri.TryCreate(address, UriKind.Absolute, out var server)
            && document.Text("path") is { } path && document.Text("project") is { } project && document.Text("inner") is { } inner)
        {
            return new SpoolEntry(
                folder, server, document.Text("root")
                    ?? folder, ExperimentPath.Recorded(path), new RemotePath(document.Text("namespace"), project, inner), document.Text("userName"));
        }

        if (!File.Exists(Path.Combine(folder, SettledFile)) && HoldsMoreThanLock(folder))
            warn($"'{folder}' is skipped: it has no readable {EntryFile}.");
        return null;
    }
}

/// <summary>A folder of the register.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Entry">What is registered; null when it cannot be read, or is sent.</param>
/// <param name="IsSettled">Whether all is sent that the server takes.</param>
/// <param name="HoldsMore">Whether there is more in it than its lock.</param>
internal readonly record struct SpoolFolder(string Path, SpoolEntry? Entry, bool IsSettled, bool HoldsMore);

/// <summary>One registered recording.</summary>
internal sealed class SpoolEntry(string folder, Uri server, string root, ExperimentPath path, RemotePath target, string? userName) : IDisposable
{
    private FileLock? _held;

    /// <summary>Where it goes.</summary>
    public Uri Server { get; } = server;

    /// <summary>Root folder where it is kept.</summary>
    public string Root { get; } = root;

    /// <summary>Its path below the root.</summary>
    public ExperimentPath Path { get; } = path;

    /// <summary>Its place on the server.</summary>
    public RemotePath Target { get; } = target;

    /// <summary>The user name that makes the token; null for another kind of login.</summary>
    public string? UserName { get; } = userName;

    /// <summary>Whether the records lie in the entry's own folder.</summary>
    public bool IsOwnRoot => Root == folder;

    /// <summary>Keeps others from taking the entry, also when this process is killed and for no longer.</summary>
    public void Hold(FileLock? held) => _held = held;

    /// <summary>Takes the entry out of the register: the server has everything that it takes.</summary>
    /// <param name="keep">Whether records that it refuses are kept here; what lies in the entry's own folder stays then.</param>
    public void Settle(bool keep)
    {
        if (!keep || !IsOwnRoot)
        {
            Remove();
            return;
        }

        Spool.MarkSettled(folder);
        Dispose();
    }

    /// <summary>Takes the entry out of the register with all that its folder holds.</summary>
    public void Remove()
    {
        Spool.Delete(folder, _held);
        _held = null;
    }

    public void Dispose()
    {
        _held?.Dispose();
        _held = null;
    }
}
