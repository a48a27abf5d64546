using MlDash.Protocol;
using MlDash.Server.Documents;
using MlDash.Server.Http;

namespace MlDash.Server.Identity;

/// <summary>The members of a namespace. Its own user is always owner and cannot be removed.</summary>
internal static class MemberEndpoints
{
    private const int SmallBody = 64 * 1024;
    private const int SegmentsBefore = 4;

    public static void MapMembers(this IEndpointRouteBuilder api)
    {
        var members = api.MapGroup("/namespaces/{ns}/members").WithTags("Identity").RequireNamespace(Role.Owner);
        members.MapGet("", List);
        members.MapPut("/{username}", PutAsync);
        members.MapDelete("/{username}", RemoveAsync);
    }

    private static WireResult<MemberList> List(Target<NamespaceDocument> target) => Wire.Ok(ToWire(target.Found));

    /// <summary>Adds a member, or changes the role: <c>{"role": "viewer" | "editor" | "owner"}</c>.</summary>
    private static async Task<WireResult<MemberList>> PutAsync(
        Target<NamespaceDocument> target, string username, HttpRequest request, StoreCollections stores, CancellationToken cancellationToken)
    {
        username = NameOf(request.HttpContext);
        var found = target.Found;
        var role = (await request.ReadObjectAsync(SmallBody)).RequiredText("role");
        if (role is not ("viewer" or "editor" or "owner"))
            throw ApiException.Malformed($"'role' must be viewer, editor or owner; found '{role}'.");
        if (!TokenIdentity.IsName(username))
            throw ApiException.Malformed("A user name is 1 to 128 characters without '/', '\\', '?', '#' and control characters.");
        if (username == found.Slug)
            throw ApiException.Conflict($"'{username}' is the user of this namespace and stays its owner.");
        var changed = await stores.Namespaces.ChangeAsync(found.Id,
            n => n with { Members = new Dictionary<string, string>(n.Members) { [username] = role } }, cancellationToken);
        return Wire.Ok(ToWire(changed!));
    }

    private static async Task<WireResult<MemberList>> RemoveAsync(
        Target<NamespaceDocument> target, string username, HttpContext context, StoreCollections stores, CancellationToken cancellationToken)
    {
        username = NameOf(context);
        var found = target.Found;
        if (!found.Members.ContainsKey(username))
            throw ApiException.NotFound("such member");
        var changed = await stores.Namespaces.ChangeAsync(found.Id,
            n => n with { Members = n.Members.Where(m => m.Key != username).ToDictionary() }, cancellationToken);
        return Wire.Ok(ToWire(changed!));
    }

    // The framework leaves %2F in a route value, and a name of three characters more would be stored.
    private static string NameOf(HttpContext context) => string.Join('/', RawTarget.SegmentsAfter(context, SegmentsBefore));

    private static MemberList ToWire(NamespaceDocument ns) => new(
        [new MemberWire(ns.Slug, "owner"), .. ns.Members.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => new MemberWire(m.Key, m.Value))]);
}
