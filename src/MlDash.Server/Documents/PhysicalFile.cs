namespace MlDash.Server.Documents;

/// <summary>The bytes behind a FILE node; a new version gets a new id.</summary>
internal sealed record PhysicalFile(string Id, string ContentType, long SizeBytes, string Checksum)
{
    public string BlobKey => KeyOf(Id);

    public static string KeyOf(string id) => $"files/{id}";
}
