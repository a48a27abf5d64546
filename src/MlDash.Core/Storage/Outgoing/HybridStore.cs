using MlDash.Client;
using MlDash.Identity;
using MlDash.Storage.Local;

namespace MlDash.Storage.Outgoing;

/// <summary>
/// Experiments in plain files below a root folder that are also sent to a server. The files come first and are what is read; the server gets what is on
/// the disk, so the folder is the spool at the same time.
/// </summary>
public static class HybridStore
{
    /// <summary>A store in hybrid mode. Neither the disk nor the network is touched.</summary>
    /// <param name="root">The root folder; it need not exist.</param>
    /// <param name="server">The server.</param>
    /// <param name="credentials">Who asks.</param>
    /// <param name="options">Patience, retries and sizes.</param>
    /// <param name="offline">Whether the server is not contacted: records wait for <see cref="SpoolSync"/>.</param>
    /// <exception cref="ConfigurationException"><c>InsecureTransport</c>, <c>IllegalServerAddress</c>.</exception>
    public static ExperimentStore Open(string root, Uri server, Credentials credentials, SendingOptions options, bool offline = false)
    {
        var local = new LocalExperimentStore(root, options.Clock);
        var recorder = OutgoingRecorder.Into(local, new ServerClient(server, credentials, options), offline);
        return local.ToStore() with { Recorder = recorder, Mode = ExperimentMode.Hybrid, Server = server.AbsoluteUri };
    }
}
