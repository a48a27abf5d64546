namespace MlDash.Server.Documents;

/// <summary>A namespace. The user of the same name owns it; members are the others, by user name.</summary>
internal sealed record NamespaceDocument(string Id, string Slug, string CreatedAt, IReadOnlyDictionary<string, string> Members)
{
    /// <summary>What the user may do here; null for one who may not know of it.</summary>
    public Role? RoleOf(string username) =>
        username == Slug ? Role.Owner
        : Members.TryGetValue(username, out var role) ? Enum.Parse<Role>(role, ignoreCase: true)
        : null;
}

/// <summary>What a member may do; each includes the ones before it.</summary>
internal enum Role
{
    /// <summary>Reads.</summary>
    Viewer,

    /// <summary>Reads and writes.</summary>
    Editor,

    /// <summary>Also deletes projects and changes the members.</summary>
    Owner,
}
