using Microsoft.AspNetCore.Http.Metadata;
using MlDash.Protocol;
using MlDash.Server.Documents;
using MlDash.Server.Guards;
using MlDash.Server.Http;
using MlDash.Server.Identity;

namespace MlDash.Server.Nodes;

/// <summary>Section 4 of the protocol: the node tree.</summary>
internal static class NodeEndpoints
{
    private const int LargestJson = 16 << 20;

    public static void MapNodes(this IEndpointRouteBuilder api)
    {
        api.MapPost(Routes.NodesTemplate, UpsertAsync).WithTags("Nodes").WithMetadata(new FileSizedBody()).RequireNamespace(Role.Editor, ofProjects: true);
        api.MapGet(Routes.NodeTemplate, GetAsync).WithTags("Nodes").RequireNode();
        api.MapPatch(Routes.NodeTemplate, PatchAsync).WithTags("Nodes").RequireNode();
    }

    /// <summary>Makes or updates a project, folder, experiment (JSON) or file (multipart).</summary>
    private static async Task<IResult> UpsertAsync(
        Target<NamespaceDocument> target, Caller caller, HttpRequest request, IFileReceiver files,
        Projects projects, NodeTree tree, NodeAccess nodes, ExperimentSigns signs, CancellationToken cancellationToken)
    {
        var space = target.Found;
        if (request.IsMultipart())
            return Wire.Ok(await files.ReceiveAsync(request, space, caller, cancellationToken));

        var given = await request.ReadObjectAsync(LargestJson);
        switch (given.RequiredText("type"))
        {
            case NodeType.Project:
                return Wire.Ok(new ProjectAnswer((await ProjectAsync(space, caller, given, request.HttpContext, projects, cancellationToken)).ToWire()));
            case NodeType.Folder:
                var at = await PlaceAsync(space, caller, given, projects, tree, nodes, given.Id("experimentId"), cancellationToken);
                await nodes.RefuseProtectedContentAsync(at.Parent, cancellationToken);
                return Wire.Ok(new FolderAnswer((await tree.UpsertFolderAsync(at, given.Text("name"), cancellationToken)).ToWire()));
            case NodeType.Experiment:
                NodeNames.CheckSegment(given.Text("name"), "an experiment");
                var place = await PlaceAsync(space, caller, given, projects, tree, nodes, experimentId: null, cancellationToken);
                var node = await tree.UpsertExperimentAsync(place, given.Text("name"), new ExperimentGiven(
                    given.Text("description"), given.Texts("tags"), given.Texts("bindrs"), given.Object("metadata"),
                    given.Flag("writeProtected") ?? false), cancellationToken);
                await signs.BeginAsync(node, given.Flag(RequestMembers.Heartbeat) ?? false, cancellationToken);
                return Wire.Ok(new ExperimentAnswer(node.ToExperimentWire(), node.ToWire(), place.Project.ToWire()));
            case NodeType.File:
                throw ApiException.Malformed("A FILE is sent as multipart/form-data, its bytes in the part 'file'.");
            case var other:
                throw ApiException.Malformed($"'type' is PROJECT, FOLDER, EXPERIMENT or FILE; found '{other}'.");
        }
    }

    // Who gives a description means to make a project: `create` of both command lines, which knows 409. An open never does, and takes the one that is there.
    private static async Task<ProjectDocument> ProjectAsync(
        NamespaceDocument ns, Caller caller, IReadOnlyDictionary<string, RawJson> given, HttpContext context, Projects projects,
        CancellationToken cancellationToken)
    {
        var slug = given.Text("slug") ?? given.RequiredText("name");
        var (project, made) = await projects.UpsertAsync(ns, caller, slug, given.Text("description"), cancellationToken);
        // A server that died over this very request may have made it.
        if (!made && given.Given("description") is not null && !Idempotency.WasBegun(context))
            throw ApiException.Conflict($"The project already exists: '{ns.Slug}/{slug}'. Send no 'description' to use it, or choose another name.");
        return project;
    }

    private static async Task<Place> PlaceAsync(
        NamespaceDocument ns, Caller caller, IReadOnlyDictionary<string, RawJson> given,
        Projects projects, NodeTree tree, NodeAccess nodes, string? experimentId, CancellationToken cancellationToken)
    {
        var project = given.Id("projectId") is { } id
            ? await nodes.RequireProjectAsync(id, caller, Role.Editor, cancellationToken)
            : (await projects.UpsertAsync(ns, caller, given.RequiredText("projectSlug"), description: null, cancellationToken)).Project;
        if (project.NamespaceId != ns.Id)
            throw ApiException.NotFound("such project in this namespace");
        return await tree.FindPlaceAsync(project, given.Id("parentId"), experimentId, cancellationToken);
    }

    private static async Task<WireResult<NodeWire>> GetAsync(Target<NodeDocument> target, ExperimentSigns signs, CancellationToken cancellationToken) =>
        Wire.Ok((await signs.SeenAsync(target.Found, cancellationToken)).ToWire());

    private static async Task<WireResult<NodeWire>> PatchAsync(
        Target<NodeDocument> target, HttpRequest request, NodeAccess nodes, StoreCollections stores, ExperimentSigns signs, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var node = target.Found;
        if (node.Type != NodeType.Experiment)
            await nodes.RefuseProtectedContentAsync(node, cancellationToken);
        var given = await request.ReadObjectAsync(LargestJson);
        var now = IsoTime.Format(clock.GetUtcNow());
        var patched = await stores.Nodes.ChangeAsync(node.Id, n => n.DeletedAt is null ? NodePatch.Apply(n, given, now) : null, cancellationToken);
        if (patched is null)
            throw ApiException.NotFound("such node");
        if (given.Given("status") is not null)
            await signs.EndAsync(patched, cancellationToken);
        return Wire.Ok((await signs.SeenAsync(patched, cancellationToken)).ToWire());
    }
}

/// <summary>Marks the endpoint whose body may be as large as a file.</summary>
internal sealed class FileSizedBody : IRequestSizeLimitMetadata
{
    public long? MaxRequestBodySize => null;
}
