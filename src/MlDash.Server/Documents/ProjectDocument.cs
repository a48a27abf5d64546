namespace MlDash.Server.Documents;

/// <summary>A project of a namespace.</summary>
internal sealed record ProjectDocument(
    string Id, string NamespaceId, string NamespaceSlug, string Slug, string? Description, string CreatedAt, string UpdatedAt, string? DeletedAt);
