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
    private static readonly string[] DetailNames = ["description", "tags", "bindrs", "metadata"];

    private async Task<RemoteIds> MakeAsync(CancellationToken cancellationToken)
    {
        if (Journal.Ids is null)
            await RefuseDoublesAsync(cancellationToken).ConfigureAwait(false);
        var nodes = Routes.Nodes(_target.Namespace!);
        var details = Details();
        var request = new OrderedDictionary { ["type"] = NodeType.Experiment, ["name"] = _target.Name };
        if (_target.Folders.Length == 0)
        {
            request["projectSlug"] = _target.Project;
            request["parentId"] = NodeType.Root;
        }
        else
        {
            var project = await PostAsync(nodes, new() { ["type"] = NodeType.Project, ["name"] = _target.Project, ["slug"] = _target.Project }, cancellationToken).ConfigureAwait(false);
            var projectId = IdOf(project, "project");
            var parent = NodeType.Root;
            foreach (var folder in _target.Folders)
            {
                var made = await PostAsync(
                    nodes, new() { ["type"] = NodeType.Folder, ["projectId"] = projectId, ["parentId"] = parent, ["name"] = folder }, cancellationToken).ConfigureAwait(false);
                parent = IdOf(made, "node");
            }

            request["projectId"] = projectId;
            request["parentId"] = parent;
        }

        foreach (var name in DetailNames)
        {
            if (!Same(details[name], EmptyValue(name)) && details[name] is not null)
                request[name] = details[name];
        }

        var answer = await OpenOnServerAsync(nodes, request, cancellationToken).ConfigureAwait(false);
        var ids = new RemoteIds(_target.Namespace!, IdOf(answer, "project"), IdOf(answer, "experiment"), IdOf(answer, "node"));
        Journal.Made(ids);
        Journal.NoteSent(DetailsNote, details);
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
        var me = (await _server.QueryAsync(ServerQueries.Me, new OrderedDictionary(), cancellationToken).ConfigureAwait(false)).Map("me");
        return me?.Text("username") ?? throw new AuthenticationException(
            "NotAuthenticated", $"The server {_server.Address} does not recognise the login.", "Log in with Connect-MlDash.") { Target = _server.Address };
    }

    private Task<OrderedDictionary> PostAsync(string path, OrderedDictionary body, CancellationToken cancellationToken) =>
        _server.SendAsync(HttpMethod.Post, path, body, cancellationToken);

    private string IdOf(OrderedDictionary answer, string member) => answer.Map(member)?.Id("id") ?? throw new NetworkException(
        "ServerAnswerNotUnderstood", $"The answer of the server {_server.Address} has no member '{member}.id'.", "Check that the address is that of an MlDash server.")
    { Target = _server.Address };

    private OrderedDictionary Details()
    {
        var document = SmallDocument.Read(_layout.Experiment) ?? throw ExperimentErrors.NotFound(Path);
        var details = new OrderedDictionary();
        foreach (var name in DetailNames)
            details[name] = document[name];
        return details;
    }

    private static OrderedDictionary Empty()
    {
        var empty = new OrderedDictionary();
        foreach (var name in DetailNames)
            empty[name] = EmptyValue(name);
        return empty;
    }

    private static object EmptyValue(string name) => name switch
    {
        "description" => string.Empty,
        "metadata" => JsonValues.NewMap(),
        _ => Array.Empty<object?>(),
    };

    private static bool Same(object? left, object? right) => Text(left) == Text(right);

    private static string Text(object? value) => value is null or "" or object?[] { Length: 0 } or OrderedDictionary { Count: 0 }
        ? string.Empty
        : System.Text.Encoding.UTF8.GetString(JsonText.Write(new OrderedDictionary { ["value"] = value }));
}
