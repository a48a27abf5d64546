using MlDash.Protocol;
using MlDash.Server.Documents;
using MlDash.Server.Identity;

namespace MlDash.Server.Nodes;

/// <summary>Takes a FILE node, whose bytes come with it. Files lie above nodes; this is what nodes know of them.</summary>
internal interface IFileReceiver
{
    /// <summary>Reads an upload to its end and keeps it.</summary>
    Task<FileAnswer> ReceiveAsync(HttpRequest request, NamespaceDocument ns, Caller caller, CancellationToken cancellationToken);
}
