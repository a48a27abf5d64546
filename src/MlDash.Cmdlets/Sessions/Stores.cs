using System.Management.Automation;
using MlDash.Errors;
using MlDash.Identity;
using MlDash.Storage;
using MlDash.Storage.Local;
using MlDash.Storage.Remote;

namespace MlDash.Cmdlets.Sessions;

/// <summary>Which store a command means.</summary>
internal static class Stores
{
    private const string DefaultRoot = "experiments";
    private const string FileSystem = "FileSystem";

    /// <summary>The store to write to: the root given, else <c>ML_DASH_ROOT</c>, else <c>./experiments</c>.</summary>
    public static ExperimentStore ToWrite(PSCmdlet command, string? root) =>
        new LocalExperimentStore(RootToWrite(command, root)).ToStore();

    /// <summary>Full path of the root to write to.</summary>
    public static string RootToWrite(PSCmdlet command, string? root) => RootToWrite(command.SessionState, root);

    /// <inheritdoc cref="RootToWrite(PSCmdlet, string?)"/>
    public static string RootToWrite(SessionState session, string? root) => FullPath(session, Named(root) ?? DefaultRoot);

    /// <summary>
    /// The stores to read from: the root given, else <c>ML_DASH_ROOT</c>, else <c>./experiments</c> and, where the Python SDK has written, <c>./.dash</c>.
    /// </summary>
    /// <param name="command">The command, whose session knows what paths mean.</param>
    /// <param name="root">The root given.</param>
    /// <param name="server">The server given; with a root too, both are read.</param>
    public static IEnumerable<ExperimentStore> ToRead(PSCmdlet command, string? root, RemoteExperimentStore? server = null)
    {
        if (server is not null)
            return root is null ? [server.ToStore()] : [new LocalExperimentStore(FullPath(command.SessionState, root)).ToStore(), server.ToStore()];
        var roots = RootsToRead(command.SessionState, root);
        if (Named(root) is null)
            command.WriteVerbose(roots.Length == 0 ? $"There is no root '{DefaultRoot}' here." : $"Reading {string.Join(" and ", roots)}.");
        else if (!Directory.Exists(roots[0]))
            command.WriteWarning(ScreenText.Line($"The folder '{roots[0]}' does not exist."));
        return roots.Select(folder => new LocalExperimentStore(folder).ToStore());
    }

    /// <summary>The stores that <see cref="ToRead"/> finds, one at least.</summary>
    /// <exception cref="ExperimentException"><c>ExperimentNotFound</c>.</exception>
    public static ExperimentStore[] ToShow(PSCmdlet command, string? root, RemoteExperimentStore? server)
    {
        ExperimentStore[] stores = [.. ToRead(command, root, server)];
        return stores.Length > 0 ? stores : throw new ExperimentException(
            "ExperimentNotFound", "There are no experiments here.", "Give the folder that contains them with -Root, or a server with -Remote.");
    }

    /// <summary>The store of a root as experiments say it: a folder, or the address of a server.</summary>
    /// <param name="root">The root.</param>
    /// <param name="server">The server that the line means, with who asks; null where it means none.</param>
    public static ExperimentStore At(string root, RemoteExperimentStore? server) => !root.Contains("://", StringComparison.Ordinal)
        ? new LocalExperimentStore(root).ToStore() : (server ?? Servers.Open(Servers.Address(root), null, null, offline: false)).ToStore();

    /// <summary>Full paths of the roots to read from, as <see cref="ToRead"/> has them.</summary>
    public static string[] RootsToRead(SessionState session, string? root) => Named(root) is { } named
        ? [FullPath(session, named)]
        : [.. new[] { DefaultRoot, LocalExperimentStore.RootOfSdk }.Select(name => FullPath(session, name)).Where(Directory.Exists)];

    private static string? Named(string? root) => root ?? new UserSettings().Text(Setting.Root);

    /// <summary>
    /// A path of the file system, as the session sees paths. A relative one lies below the file system's own current folder, wherever the session stands.
    /// </summary>
    /// <exception cref="ConfigurationException"><c>NotAFileSystemPath</c>.</exception>
    public static string FullPath(SessionState session, string path)
    {
        var full = session.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
        if (provider.Name == FileSystem)
            return full;
        return !session.Path.IsPSAbsolute(path, out _) && !session.Path.IsProviderQualified(path)
            ? Path.GetFullPath(path, session.Path.CurrentFileSystemLocation.ProviderPath)
            : throw new ConfigurationException(
                "NotAFileSystemPath",
                $"'{path}' is a path of the provider {provider.Name}, not of the file system.",
                "Give a path such as ./experiments.")
            { Target = path };
    }
}
