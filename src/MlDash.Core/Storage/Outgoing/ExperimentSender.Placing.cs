using System.Collections.Specialized;
using MlDash.Client;
using MlDash.Experiments;
using MlDash.Json;
using MlDash.Protocol;
using MlDash.Storage.Local;

namespace MlDash.Storage.Outgoing;

/// <content>Creates the experiment on the server, with its details.</content>
internal sealed partial class ExperimentSender
{
    private static readonly string[] _detailNames = [WireMembers.Description, WireMembers.Tags, WireMembers.Bindrs, WireMembers.Metadata];

    private async Task<RemoteIds> MakeAsync(CancellationToken cancellationToken)
    {
        if (Journal.Ids is null)
            await RefuseDoublesAsync(cancellationToken).ConfigureAwait(false);
        var nodes = Routes.Nodes(_target.Namespace!);
        var details = Details();
        var request = new OrderedDictionary { [WireMembers.Type] = NodeType.Experiment, [WireMembers.Name] = _target.Name };
        if (_target.Folders.Length == 0)
        {
            request[RequestMembers.ProjectSlug] = _target.Project;
            request[WireMembers.ParentId] = NodeType.Root;
        }
        else
        {
            var project = await PostAsync(
                nodes,
                new() { [WireMembers.Type] = NodeType.Project, [WireMembers.Name] = _target.Project, [WireMembers.Slug] = _target.Project },
                cancellationToken).ConfigureAwait(false);
            var projectId = IdOf(project, WireMembers.Project);
            var parent = NodeType.Root;
            foreach (var folder in _target.Folders)
            {
                var made = await PostAsync(
                    nodes,
                    new()
                    {
                        [WireMembers.Type] = NodeType.Folder,
                        [WireMembers.ProjectId] = projectId,
                        [WireMembers.ParentId] = parent,
                        [WireMembers.Name] = folder,
                    },
                    cancellationToken).ConfigureAwait(false);
                parent = IdOf(made, WireMembers.Node);
            }

            request[WireMembers.ProjectId] = projectId;
            request[WireMembers.ParentId] = parent;
        }

        if (_rules.GivesSigns)
            request[RequestMembers.Heartbeat] = true;
        var context = ContextMetadata.IsAlone(details.Map(WireMembers.Metadata)) ? details.Map(WireMembers.Metadata) : null;
        foreach (var name in _detailNames)
        {
            if (!Same(details[name], EmptyValue(name)) && details[name] is not null && (context is null || name != WireMembers.Metadata))
                request[name] = details[name];
        }

        var answer = await OpenOnServerAsync(nodes, request, cancellationToken).ConfigureAwait(false);
        var ids = new RemoteIds(_target.Namespace!, IdOf(answer, WireMembers.Project), IdOf(answer, WireMembers.Experiment), IdOf(answer, WireMembers.Node));
        Journal.Made(ids);
        if (context is not null)
        {
            var made = answer.Map(WireMembers.Experiment);
            var standing = made?.Contains(WireMembers.Metadata) == true
                ? made.Map(WireMembers.Metadata)
                : await MetadataThereAsync(cancellationToken).ConfigureAwait(false);
            var members = new OrderedDictionary { [WireMembers.Metadata] = ContextMetadata.Joined(standing, context) };
            await _server.SendAsync(HttpMethod.Patch, Node, members, cancellationToken).ConfigureAwait(false);
        }

        Journal.NoteSent(SendJournal.DetailsNote, details);
        return ids;
    }

    private async Task<OrderedDictionary> OpenOnServerAsync(string nodes, OrderedDictionary request, CancellationToken cancellationToken)
    {
        try
        {
            return await PostAsync(nodes, request, cancellationToken).ConfigureAwait(false);
        }
        catch (AuthenticationException refused) when (refused.ServerCode == WireErrors.WriteProtected)
        {
            throw ExperimentErrors.WriteProtected(_target.ToPath());
        }
    }

    private async Task<string> OwnNamespaceAsync(CancellationToken cancellationToken)
    {
        if (_server.UserName is { } named)
            return named;
        var me = (await _server.QueryAsync(ServerQueries.Me, new OrderedDictionary(), cancellationToken).ConfigureAwait(false)).Map(QueryFields.Me);
        return me?.Text(WireMembers.Username) ?? throw new AuthenticationException(
            "NotAuthenticated", $"The server {_server.Address} does not recognise the login.", "Log in with Connect-MlDash.")
        { Target = _server.Address };
    }

    private Task<OrderedDictionary> PostAsync(string path, OrderedDictionary body, CancellationToken cancellationToken) =>
        _server.SendAsync(HttpMethod.Post, path, body, cancellationToken);

    private string IdOf(OrderedDictionary answer, string member) => Answer.Of(_server.Address, answer).Map(member).Id(WireMembers.Id);

    private OrderedDictionary Details()
    {
        var document = SmallDocument.Read(_layout.Experiment) ?? throw ExperimentErrors.NotFound(Path);
        var details = new OrderedDictionary();
        foreach (var name in _detailNames)
            details[name] = document[name];
        return details;
    }

    /// <summary>The metadata that the server has. What a start found by itself is added to it: it must not replace what somebody has given.</summary>
    private async Task<OrderedDictionary?> MetadataThereAsync(CancellationToken cancellationToken) =>
        (await _server.GetAsync(Node, cancellationToken).ConfigureAwait(false)).Map(WireMembers.Metadata);

    private static OrderedDictionary Empty()
    {
        var empty = new OrderedDictionary();
        foreach (var name in _detailNames)
            empty[name] = EmptyValue(name);
        return empty;
    }

    private static object EmptyValue(string name) => name switch
    {
        WireMembers.Description => string.Empty,
        WireMembers.Metadata => JsonValues.NewMap(),
        _ => Array.Empty<object?>(),
    };

    private static bool Same(object? left, object? right) => Text(left) == Text(right);

    private static string Text(object? value) => value is null or "" or object?[] { Length: 0 } or OrderedDictionary { Count: 0 }
        ? string.Empty
        : System.Text.Encoding.UTF8.GetString(JsonText.Write(new OrderedDictionary { ["value"] = value }));
}
