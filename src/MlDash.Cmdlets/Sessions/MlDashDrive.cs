using System.Management.Automation;
using MlDash.Storage;
using MlDash.Storage.Local;
using MlDash.Storage.Remote;

namespace MlDash.Cmdlets.Sessions;

/// <summary>
/// A drive over one store. Its root is its own name, so that a path of the provider tells the drive it belongs to. Making one touches neither disk nor network.
/// </summary>
internal sealed class MlDashDrive : PSDriveInfo
{
    /// <summary>Name of the drive that is there after the import.</summary>
    private const string DefaultName = "MlDash";

    private readonly string? _folder;
    private readonly RemoteExperimentStore? _server;

    private MlDashDrive(string name, ProviderInfo provider, string? description, string? displayRoot)
        : base(name, provider, DrivePath.RootOf(name), description, null, displayRoot)
    {
    }

    private MlDashDrive(PSDriveInfo asked, string folder)
        : this(asked.Name, asked.Provider, asked.Description, folder) => _folder = folder;

    private MlDashDrive(PSDriveInfo asked, RemoteExperimentStore server)
        : this(asked.Name, asked.Provider, asked.Description, server.Location) => _server = server;

    /// <summary>Whether it is over the root that commands mean when none is named.</summary>
    public bool IsDefault => _folder is null && _server is null;

    /// <summary>The drive over the root that commands mean when none is named; which one that is, is asked at each use.</summary>
    public static MlDashDrive Default(ProviderInfo provider) => new(DefaultName, provider, "Experiments below ML_DASH_ROOT, else ./experiments", null);

    /// <summary>The drive a user asks for: over a server when the root is its address, else over a folder.</summary>
    /// <exception cref="StorageException"><c>RootNotFound</c>.</exception>
    /// <exception cref="ConfigurationException"><c>IllegalServerAddress</c>, <c>InsecureTransport</c>, <c>NotAFileSystemPath</c>,
    /// <c>ConflictingParameters</c>.</exception>
    public static MlDashDrive Open(PSDriveInfo asked, NewDriveParameters? login, SessionState session)
    {
        if (asked.Root.Contains("://", StringComparison.Ordinal))
            return new(asked, Servers.Open(Servers.Address(asked.Root), Servers.TextOf(login?.ApiKey), login?.UserName, offline: false));
        if (login is { UserName: not null } or { ApiKey: not null })
            throw new ConfigurationException(
                "ConflictingParameters",
                $"With -UserName or -ApiKey the root must be the address of a server, but it is '{asked.Root}'.",
                "Give -Root https://dash.example.org, or omit the login.")
            { Target = asked.Root };
        var folder = Stores.FullPath(session, asked.Root);
        return Directory.Exists(folder)
            ? new(asked, folder)
            : throw new StorageException(
                "RootNotFound", $"The folder '{folder}' was not found.", "Give the folder that contains the experiments, or the address of a server.")
            { Category = FaultCategory.ObjectNotFound, Target = asked.Root };
    }

    /// <summary>The store the drive shows.</summary>
    public ExperimentStore OpenStore(SessionState session) =>
        _server?.ToStore() ?? new LocalExperimentStore(_folder ?? Stores.RootToWrite(session, null)).ToStore();
}
