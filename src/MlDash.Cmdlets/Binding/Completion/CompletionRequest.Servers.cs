using System.Security;
using MlDash.Cmdlets.Sessions;
using MlDash.Experiments;
using MlDash.Identity;
using MlDash.Recording;
using MlDash.Storage;
using MlDash.Storage.Remote;
using MlDash.Text;

namespace MlDash.Cmdlets.Binding;

/// <content>What the line means on a server.</content>
internal sealed partial class CompletionRequest
{
    /// <summary>Experiments of the server of the line, the newest first.</summary>
    public IEnumerable<ExperimentRecord> FindOnServer()
    {
        var query = new ExperimentQuery { Order = ExperimentOrder.Newest, Projects = Array.ConvertAll(Texts("Project"), Wildcard.ForName) };
        return OpenServer() is { } server ? Ask(server, $"experiments {string.Join('\n', Texts("Project"))}", token => server.FindAsync(query, token)) : [];
    }

    /// <summary>What the server of the line knows of its experiments.</summary>
    private IEnumerable<RunFacts> FactsOnServer() =>
        OpenServer() is { } server ? Ask(server, "facts", token => server.ReadFactsAsync(new(), _nothing, token)) : [];

    /// <summary>What a server says of the experiment that the line means; nothing when it is on this machine, or there is none.</summary>
    /// <param name="question">What tells the question from others about the experiment.</param>
    /// <param name="ask">Asks.</param>
    public IEnumerable<T> AskOfExperiment<T>(string question, Func<IExperimentReader, ExperimentPath, CancellationToken, IAsyncEnumerable<T>> ask)
    {
        if (FoundOnServer() is not var (store, path))
            return [];
        return ServerAnswers.Ask(store.Location, KeyOf($"{question} {path}"), token => ask(store.Reader, path, token));
    }

    private (ExperimentStore Store, ExperimentPath Path)? FoundOnServer()
    {
        if (Experiment is { } experiment)
            return experiment.Folder is null ? (MlDash.Experiment.StoreOf(experiment), experiment.Stored.Path) : null;
        if (!IsAtServer || Texts("Experiment") is not [{ Length: > 0 } first, ..] || OpenServer() is not { } server)
            return null;
        var name = ExperimentPathText.Read(first, SessionState).Path.Trim('/');
        var query = new ExperimentQuery { Prefixes = [Wildcard.ForName(name)], First = 1 };
        return Ask(server, $"experiment {name}", token => server.FindAsync(query, token)) is [var found, ..] ? (server.ToStore(), found.Path) : null;
    }

    private IReadOnlyList<T> Ask<T>(RemoteExperimentStore server, string question, Func<CancellationToken, IAsyncEnumerable<T>> ask) =>
        ServerAnswers.Ask(server.Location, KeyOf(question), ask);

    /// <summary>Who asks is part of a question. With a token of the line nothing is kept, for the token would be, too.</summary>
    private string? KeyOf(string question) => Has("ApiKey") ? null : $"{Text("UserName")} {question}";

    private RemoteExperimentStore? OpenServer()
    {
        if (!IsAtServer || (Text("Remote") is null && Has("Remote")))
            return null;
        var credentials = Credentials.Of(Servers.TextOf(Bare(bound["ApiKey"]) as SecureString), Text("UserName"));
        return new(Servers.Address(Text("Remote")), credentials, RecordingSettings.ReadSending() with { MaxRetries = 0 });
    }
}
