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

    /// <summary>The name of a project or a namespace in paths.</summary>
    public const string Slug = "slug";

    /// <summary>The path of an experiment inside its project.</summary>
    public const string DisplayPath = "displayPath";

    /// <summary>The name of a user, which is that of their namespace.</summary>
    public const string Username = "username";

    /// <summary>How far an experiment is.</summary>
    public const string Status = "status";

    /// <summary>When an experiment was started.</summary>
    public const string StartedAt = "startedAt";

    /// <summary>When an experiment ended.</summary>
    public const string EndedAt = "endedAt";

    /// <summary>Whether an experiment takes no more changes.</summary>
    public const string WriteProtected = "writeProtected";

    /// <summary>The project it belongs to.</summary>
    public const string ProjectId = "projectId";

    /// <summary>The experiment it belongs to.</summary>
    public const string ExperimentId = "experimentId";

    /// <summary>The node above it.</summary>
    public const string ParentId = "parentId";

    /// <summary>The node of an answer.</summary>
    public const string Node = "node";

    /// <summary>The project of an answer.</summary>
    public const string Project = "project";

    /// <summary>The experiment of an answer.</summary>
    public const string Experiment = "experiment";

    /// <summary>Experiments: those of a page, or how many there were.</summary>
    public const string Experiments = "experiments";

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

    /// <summary>The files of a page.</summary>
    public const string Files = "files";

    /// <summary>The log entries of a batch or a page.</summary>
    public const string Logs = "logs";

    /// <summary>The number of a log entry.</summary>
    public const string SequenceNumber = "sequenceNumber";

    /// <summary>When a log entry was written; of a track entry, its time.</summary>
    public const string Timestamp = "timestamp";

    /// <summary>The id that a server has whatever address it is reached by.</summary>
    public const string ServerId = "serverId";

    /// <summary>The level of a log entry; see <see cref="LevelWords"/>.</summary>
    public const string Level = "level";

    /// <summary>How many log entries a batch has added.</summary>
    public const string Created = "created";

    /// <summary>The number of the first log entry of a batch.</summary>
    public const string StartSequence = "startSequence";

    /// <summary>The values of a point, the parameters, or the records of a page.</summary>
    public const string Data = "data";

    /// <summary>How often the parameters were written.</summary>
    public const string Version = "version";

    /// <summary>The metrics of a page.</summary>
    public const string Metrics = "metrics";

    /// <summary>The number of a point.</summary>
    public const string Index = "index";

    /// <summary>How many records a batch has added.</summary>
    public const string Count = "count";

    /// <summary>The number of the first record of a batch.</summary>
    public const string StartIndex = "startIndex";

    /// <summary>How many points a metric has.</summary>
    public const string TotalDataPoints = "totalDataPoints";

    /// <summary>When the last points came.</summary>
    public const string LastDataAt = "lastDataAt";

    /// <summary>The last point of a metric.</summary>
    public const string LastPoint = "lastPoint";

    /// <summary>The tracks of a page.</summary>
    public const string Tracks = "tracks";

    /// <summary>The name of a track.</summary>
    public const string Topic = "topic";

    /// <summary>How many entries a track has.</summary>
    public const string TotalEntries = "totalEntries";

    /// <summary>The first time of a track.</summary>
    public const string FirstTimestamp = "firstTimestamp";

    /// <summary>The last time of a track.</summary>
    public const string LastTimestamp = "lastTimestamp";

    /// <summary>The fields of a track.</summary>
    public const string Columns = "columns";

    /// <summary>Whether there is more behind a page.</summary>
    public const string HasMore = "hasMore";

    /// <summary>How many there are in all pages.</summary>
    public const string Total = "total";

    /// <summary>The number that the next page of a log begins with.</summary>
    public const string Next = "next";

    /// <summary>What asks for the next page of a list.</summary>
    public const string NextCursor = "nextCursor";

    /// <summary>Of a deletion: until when a recycle bin keeps what was deleted.</summary>
    public const string PurgeAt = "purgeAt";

    /// <summary>What asks for the next page of experiments.</summary>
    public const string EndCursor = "endCursor";

    /// <summary>The experiments of a table.</summary>
    public const string Runs = "runs";

    /// <summary>The slug of the project of an experiment in a table.</summary>
    public const string ProjectSlug = "projectSlug";

    /// <summary>The slug of the namespace of an experiment.</summary>
    public const string NamespaceSlug = "namespaceSlug";

    /// <summary>The parameters of an experiment.</summary>
    public const string Parameters = "parameters";

    /// <summary>How many points a metric has.</summary>
    public const string Points = "points";

    /// <summary>The facts of the fields of a metric.</summary>
    public const string Fields = "fields";

    /// <summary>The last number of a field.</summary>
    public const string Last = "last";

    /// <summary>The least number of a field.</summary>
    public const string Min = "min";

    /// <summary>The greatest number of a field.</summary>
    public const string Max = "max";

    /// <summary>How many values of a field are NaN or infinite.</summary>
    public const string NonFinite = "nonFinite";

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

    /// <summary>Answers to the parts of a request, in the order of the parts.</summary>
    public const string Answers = "answers";

    /// <summary>Of such an answer: what the call for the part alone would answer.</summary>
    public const string Body = "body";

    /// <summary>A token of the server.</summary>
    public const string MlDashToken = "ml_dash_token";
}
