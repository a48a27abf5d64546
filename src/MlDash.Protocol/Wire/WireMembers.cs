namespace MlDash.Protocol;

/// <summary>
/// The names of members for a client that reads answers member by member: other servers leave members out, add some, or send ids as numbers, and the client
/// says of each which one it was. Each is the JSON name of a member of the records beside it.
/// </summary>
public static class WireMembers
{
    /// <summary>Id of whatever the object is.</summary>
    public const string Id = "id";

    /// <summary>Type of a node.</summary>
    public const string Type = "type";

    /// <summary>Its name.</summary>
    public const string Name = "name";

    /// <summary>What a user wrote about it.</summary>
    public const string Description = "description";

    /// <summary>Its tags.</summary>
    public const string Tags = "tags";

    /// <summary>The user's own object.</summary>
    public const string Metadata = "metadata";

    /// <summary>What an experiment is bound to.</summary>
    public const string Bindrs = "bindrs";

    /// <summary>The project it belongs to.</summary>
    public const string ProjectId = "projectId";

    /// <summary>The experiment it belongs to.</summary>
    public const string ExperimentId = "experimentId";

    /// <summary>The node above it.</summary>
    public const string ParentId = "parentId";

    /// <summary>The node of an answer.</summary>
    public const string Node = "node";

    /// <summary>The folder of a file, inside its experiment.</summary>
    public const string PPath = "pPath";

    /// <summary>The bytes of a file.</summary>
    public const string PhysicalFile = "physicalFile";

    /// <summary>Media type of a file.</summary>
    public const string ContentType = "contentType";

    /// <summary>Number of bytes of a file.</summary>
    public const string SizeBytes = "sizeBytes";

    /// <summary>SHA-256 of a file, 64 lower-case hex digits.</summary>
    public const string Checksum = "checksum";

    /// <summary>When it was created.</summary>
    public const string CreatedAt = "createdAt";

    /// <summary>When it was changed last.</summary>
    public const string UpdatedAt = "updatedAt";

    /// <summary>Code of an error; see <see cref="WireErrors"/> and <see cref="DeviceErrors"/>.</summary>
    public const string Error = "error";

    /// <summary>Words of an error.</summary>
    public const string Message = "message";

    /// <summary>Words of an error, as RFC 9457 names them.</summary>
    public const string Detail = "detail";

    /// <summary>The code that a user types for a device login.</summary>
    public const string UserCode = "user_code";

    /// <summary>The page where it is typed.</summary>
    public const string VerificationUri = "verification_uri";

    /// <summary>The same with the code in it.</summary>
    public const string VerificationUriComplete = "verification_uri_complete";

    /// <summary>Seconds until the code ends.</summary>
    public const string ExpiresIn = "expires_in";

    /// <summary>Seconds between two polls.</summary>
    public const string Interval = "interval";

    /// <summary>What a device login gives.</summary>
    public const string AccessToken = "access_token";

    /// <summary>A token of the server.</summary>
    public const string MlDashToken = "ml_dash_token";
}
