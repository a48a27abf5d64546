using System.Collections.Specialized;
using MlDash.Json;

namespace MlDash.Storage.Local;

/// <summary>Says which experiment of which server a folder was received from, in a file beside its data.</summary>
/// <param name="Server">Address of the server.</param>
/// <param name="Experiment">Id of the experiment there.</param>
/// <param name="Path">Its path there; null in folders that earlier versions received.</param>
internal sealed record ReceivedOrigin(string? Server, string? Experiment, string? Path)
{
    /// <summary>Name of the file.</summary>
    public const string FileName = ".mldash-received.json";

    /// <summary>Where a folder was received from; null when it was not.</summary>
    public static ReceivedOrigin? Of(LocalLayout layout) => SmallDocument.ReadIfWhole(FileIn(layout)) is { } document
        ? new(document.Text("server"), document.Text("experiment"), document.Text("path"))
        : null;

    /// <summary>Whether this is an experiment of a server, by the address it was received from.</summary>
    public bool Is(Uri server, string experiment) => Experiment == experiment && Server == server.AbsoluteUri;

    /// <summary>Notes it in a folder.</summary>
    public void Write(LocalLayout layout) =>
        SmallDocument.Write(FileIn(layout), new OrderedDictionary { ["server"] = Server, ["experiment"] = Experiment, ["path"] = Path });

    private static string FileIn(LocalLayout layout) => System.IO.Path.Combine(layout.Folder, FileName);
}
