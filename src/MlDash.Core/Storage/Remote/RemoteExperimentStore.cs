using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Specialized;
using MlDash.Client;
using MlDash.Experiments;
using MlDash.Identity;
using MlDash.Protocol;
using MlDash.Storage.Outgoing;

namespace MlDash.Storage.Remote;

/// <summary>
/// Experiments on a server: reads and changes them there. What is recorded is written to the spool on this machine first and sent from there.
/// </summary>
public sealed partial class RemoteExperimentStore : IExperimentReader, IServerSide
{
    /// <summary>What sends the experiments that are recorded from here: it knows their ids.</summary>
    private readonly ConcurrentDictionary<ExperimentPath, ExperimentSender> _senders = new();
    private readonly ConcurrentDictionary<ExperimentPath, RemoteIds> _ids = new();

    /// <summary>Ids of experiments as they were found last: reading data needs no more than these.</summary>
    private readonly ConcurrentDictionary<ExperimentPath, string> _found = new();
    private readonly ServerClient _server;
    private readonly bool _offline;

    /// <param name="server">The server.</param>
    /// <param name="credentials">Who asks.</param>
    /// <param name="options">Patience, retries and sizes.</param>
    /// <param name="offline">Whether the server is not contacted: records wait for <see cref="SpoolSync"/>.</param>
    /// <exception cref="ConfigurationException"><c>InsecureTransport</c>, <c>IllegalServerAddress</c>.</exception>
    public RemoteExperimentStore(Uri server, Credentials credentials, SendingOptions options, bool offline = false)
    {
        _server = new ServerClient(server, credentials, options);
        _offline = offline;
    }

    /// <summary>What asks the server.</summary>
    internal ServerClient Server => _server;

    /// <summary>Address of the server, for people.</summary>
    public string Location => _server.Address.AbsoluteUri;

    /// <inheritdoc />
    public ConcurrentQueue<string> Warnings { get; } = new();

    /// <summary>The experiments of the server as a store in remote mode.</summary>
    public ExperimentStore ToStore() => new(this, OutgoingRecorder.IntoSpool(this, _server, _offline, Warnings), this)
    {
        Mode = ExperimentMode.Remote,
        Location = Location,
        Server = Location,
        Clock = _server.Options.Clock,
        Folders = new RemoteFolderFiles(this),
    };

    internal static RemotePath Place(ExperimentPath path) => RemotePath.Whole(path, null);

    /// <summary>The ids of an experiment.</summary>
    /// <exception cref="ExperimentException"><c>ExperimentNotFound</c>.</exception>
    internal async Task<RemoteIds> IdsAsync(ExperimentPath path, CancellationToken cancellationToken)
    {
        if (KnownIds(path) is { } known)
            return known;
        var found = await FindOnServerAsync(path, cancellationToken).ConfigureAwait(false) ?? throw ExperimentErrors.NotFound(path);
        return await IdsOfAsync(path, found, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The id of an experiment, which its data is asked for by.</summary>
    /// <exception cref="ExperimentException"><c>ExperimentNotFound</c>.</exception>
    private async Task<string> ExperimentIdAsync(ExperimentPath path, CancellationToken cancellationToken)
    {
        if (KnownIds(path) is { } known)
            return known.Experiment;
        if (_found.TryGetValue(path, out var id))
            return id;
        var found = await FindOnServerAsync(path, cancellationToken).ConfigureAwait(false) ?? throw ExperimentErrors.NotFound(path);
        return _found[path] = found.Id(WireMembers.Id);
    }

    private RemoteIds? KnownIds(ExperimentPath path) =>
        _ids.TryGetValue(path, out var ids) ? ids : _senders.TryGetValue(path, out var sender) ? sender.Ids : null;

    private async Task<RemoteIds> IdsOfAsync(ExperimentPath path, Answer experiment, CancellationToken cancellationToken)
    {
        if (_ids.TryGetValue(path, out var known))
            return known;
        var id = experiment.Id(WireMembers.Id);
        var variables = new OrderedDictionary { [QueryVariables.ExperimentId] = id };
        var node = await AskAsync(ServerQueries.ExperimentNode, variables, cancellationToken).ConfigureAwait(false);
        return _ids[path] = new RemoteIds(
            experiment.OptionalMap(WireMembers.Project)?.OptionalMap(QueryFields.Namespace)?.OptionalText(WireMembers.Slug)
                ?? Place(path).Namespace ?? string.Empty,
            experiment.OptionalId(WireMembers.ProjectId) ?? string.Empty,
            id,
            node.OptionalMap(QueryFields.ExperimentNode)?.Id(WireMembers.Id) ?? throw ExperimentErrors.NotFound(path));
    }

    private async Task<Answer?> FindOnServerAsync(ExperimentPath path, CancellationToken cancellationToken)
    {
        var place = Place(path);
        var answer = await AskAsync(ServerQueries.Experiment, place.ToVariables(), cancellationToken).ConfigureAwait(false);
        var found = answer.OptionalMap(WireMembers.Experiment);
        // A bare name is answered from any folder; only this very path is meant.
        return found is not null && (found.OptionalText(WireMembers.DisplayPath) ?? found.Text(WireMembers.Name)) == place.Inner ? found : null;
    }

    internal async Task<Answer> AskAsync(string query, IDictionary variables, CancellationToken cancellationToken) =>
        Answer.Of(_server.Address, await _server.QueryAsync(query, variables, cancellationToken).ConfigureAwait(false));

    /// <summary>The things of a page that no page before had, and whether there are more.</summary>
    /// <param name="page">The page.</param>
    /// <param name="member">The member that holds them.</param>
    /// <param name="id">The member that identifies each.</param>
    /// <param name="seen">What came before; theirs are added.</param>
    /// <exception cref="NetworkException"><c>ServerAnswerIncomplete</c>: there are more, but nothing new came.</exception>
    internal (int Count, IReadOnlyList<Answer> New, bool HasMore) PageOf(Answer page, string member, string id, HashSet<string> seen)
    {
        var (items, more) = (page.Maps(member), page.Flag(WireMembers.HasMore));
        var fresh = items.Where(item => seen.Add(item.Id(id))).ToList();
        return more && fresh.Count == 0 ? throw ServerFaults.EmptyPage(_server.Address, member) : (items.Count, fresh, more);
    }
}
