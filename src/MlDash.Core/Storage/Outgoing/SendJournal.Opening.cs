using MlDash.Client;
using MlDash.Files;
using MlDash.Json;
using MlDash.Storage.Format;
using MlDash.Storage.Local;

namespace MlDash.Storage.Outgoing;

/// <content>Which journal is that of a server.</content>
internal sealed partial class SendJournal
{
    /// <summary>
    /// The journal of a local experiment for one place on one server. A server with an id of its own has one journal, by whatever address it is reached; one
    /// that was kept by the address, before servers had ids, is taken over.
    /// </summary>
    /// <param name="layout">The local experiment.</param>
    /// <param name="address">The server's address.</param>
    /// <param name="serverId">The server's id; null when it has none.</param>
    /// <param name="target">The experiment's place there, the namespace with it.</param>
    /// <param name="clock">The clock that limits the wait for a journal that is being taken over.</param>
    public static SendJournal Open(LocalLayout layout, Uri address, string? serverId, RemotePath target, TimeProvider clock)
    {
        var place = address.AbsoluteUri.TrimEnd('/');
        var own = new SendJournal(layout, serverId ?? place, target);
        // Older journals leave the namespace out where the login did not say it.
        foreach (var old in new[] { new SendJournal(layout, place, target), new SendJournal(layout, place, target with { Namespace = null }) })
        {
            if (old._path != own._path && File.Exists(old._path))
                own.TakeOver(old, clock);
        }

        return own;
    }

    /// <summary>
    /// The servers that an experiment was made on, by their ids, or by their addresses where they have none; null stands for one that an older journal does not
    /// name.
    /// </summary>
    public static HashSet<string?> ServersOf(LocalLayout layout)
    {
        var servers = new HashSet<string?>(StringComparer.Ordinal);
        if (!Directory.Exists(layout.Folder))
            return servers;
        foreach (var path in Directory.EnumerateFiles(layout.Folder, $"{NamePrefix}*.jsonl"))
        {
            using var lines = LineReader.Open(path);
            string? server = null;
            while (lines is not null && lines.TryRead(out var line))
            {
                if (TryParse(line) is not { } entry)
                    continue;
                server = entry.Text(ServerEntry) ?? server;
                if (entry.Contains(IdsEntry))
                    servers.Add(server);
            }
        }

        return servers;
    }

    private void TakeOver(SendJournal old, TimeProvider clock)
    {
        using var ours = FileLock.Take(LockPath, clock);
        using var theirs = FileLock.Take(old.LockPath, clock);
        if (!File.Exists(_path) && File.Exists(old._path))
            DiskChanges.Move(old._path, _path);
    }
}
