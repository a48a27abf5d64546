using System.Collections.Specialized;
using MlDash.Experiments;
using MlDash.Ids;
using MlDash.Json;
using MlDash.Protocol;

namespace MlDash.Storage.Local;

/// <summary>The <c>experiment.json</c> of an experiment: how it is made, changed and understood. Members it does not know are kept.</summary>
internal static class ExperimentDocument
{
    /// <summary>The document after an open: a new one, or the stored one with the given values and one more run.</summary>
    public static OrderedDictionary Upsert(OrderedDictionary? stored, ExperimentPath path, string? project, ExperimentChange change, ExperimentRun run)
    {
        var now = IsoTime.Format(run.StartedAt);
        var document = stored ?? New(path, project, now);
        Apply(document, change);
        document["prefix"] = path.Value;
        if (stored is not null)
            document["updated_at"] = now;
        document["id"] = document.Text("id") ?? Snowflake.Shared.Next();
        document["status"] = ExperimentStatus.Running.ToWire();
        document["started_at"] = now;
        document["ended_at"] = null;
        document["error"] = null;
        document["runs"] = (object?[])[.. document["runs"] as object?[] ?? [], Write(run)];
        return document;
    }

    /// <summary>The document of an experiment whose own one is lost: its place, and an id, for there are other experiments.</summary>
    public static OrderedDictionary Rebuilt(ExperimentPath path, DateTimeOffset created)
    {
        var document = New(path, path.Project, IsoTime.Format(created));
        document["id"] = Snowflake.Shared.Next();
        return document;
    }

    /// <summary>The document of an experiment that was recorded elsewhere.</summary>
    public static OrderedDictionary Received(ExperimentRecord record, ExperimentPath path, DateTimeOffset now)
    {
        var document = New(path, record.Project, Text(record.CreatedAt ?? now)!);
        document["name"] = record.Name;
        document["description"] = record.Description;
        document["tags"] = record.Tags;
        document["bindrs"] = record.Bindrs;
        document["metadata"] = record.Metadata;
        document["write_protected"] = record.WriteProtected;
        document["id"] = record.Id;
        document["status"] = record.Status.ToWire();
        document["started_at"] = Text(record.StartedAt);
        document["ended_at"] = Text(record.EndedAt);
        document["error"] = record.Error;
        return document;

        static string? Text(DateTimeOffset? time) => time is { } known ? IsoTime.Format(known) : null;
    }

    /// <summary>Changes what the document says of its own place. Where the project came behind its owner, it does so again.</summary>
    public static void Relocate(OrderedDictionary document, ExperimentPath from, ExperimentPath to)
    {
        var project = document.Text("project");
        document["name"] = to.Name;
        document["prefix"] = to.Value;
        document["project"] = project == from.ProjectOfSdk && project != from.Project ? to.ProjectOfSdk : to.Project;
    }

    /// <summary>Notes the end of a run; while another run continues, the experiment stays RUNNING.</summary>
    public static void Close(OrderedDictionary document, ExperimentRun run, ExperimentStatus status, string? reason, DateTimeOffset time)
    {
        var now = IsoTime.Format(time);
        foreach (var entry in (document["runs"] as object?[] ?? []).OfType<OrderedDictionary>())
        {
            if (entry.Text("started_at") == IsoTime.Format(run.StartedAt) && entry.Whole("pid") == run.ProcessId && entry.Text("host") == run.HostName)
            {
                entry["ended_at"] = now;
                entry["status"] = status.ToWire();
            }
        }

        document["ended_at"] = now;
        document["error"] = reason;
        var another = Runs(document).Any(open => open.Status == ExperimentStatus.Running && RunLiveness.MayBeAlive(open));
        document["status"] = (another ? ExperimentStatus.Running : status).ToWire();
    }

    /// <summary>
    /// Changes what is known. <c>updated_at</c> is the time of the last open, which shows a later open by a tool that keeps no status,
    /// so it stays.
    /// </summary>
    public static void Update(OrderedDictionary document, ExperimentChange change)
    {
        Apply(document, change);
        if (change.Status is { } status)
            Settle(document, status);
    }

    /// <summary>Whether a process of this machine, which is still there, records it.</summary>
    public static bool IsRecordedHere(OrderedDictionary document) =>
        Runs(document).Any(run => run.Status == ExperimentStatus.Running && run.HostName == Environment.MachineName && RunLiveness.MayBeAlive(run));

    /// <summary>The members that the runs on this machine have written; none when there was no run.</summary>
    public static string[] MembersOfRuns(OrderedDictionary document) => document["runs"] is object?[] { Length: > 0 }
        ? ["runs", "status", "started_at", "ended_at", "updated_at", "error", "write_protected"]
        : [];

    /// <summary>One entry of <c>runs</c>.</summary>
    public static ExperimentRun ToRun(OrderedDictionary entry) => new(
        entry.Time("started_at") ?? default,
        entry.Time("ended_at"),
        ExperimentStatusText.Parse(entry["status"]),
        entry.Text("host") ?? string.Empty,
        (int)(entry.Whole("pid") ?? 0));

    /// <summary>
    /// Notes a status that is given after the end. Runs that nobody closed end with it, too: else one of another machine, of which nothing is known, would be
    /// running forever. The end that was noted stays, unless another tool has opened the experiment since.
    /// </summary>
    private static void Settle(OrderedDictionary document, ExperimentStatus status)
    {
        document["status"] = status.ToWire();
        if (document.Time("ended_at") is { } ended && document.Time("updated_at") is { } updated && updated > ended)
            document["ended_at"] = document["updated_at"];
        if (status == ExperimentStatus.Archived)
            return;
        if (status == ExperimentStatus.Completed)
            document["error"] = null;
        foreach (var entry in (document["runs"] as object?[] ?? []).OfType<OrderedDictionary>())
        {
            if (ExperimentStatusText.Parse(entry["status"]) == ExperimentStatus.Running)
                entry["status"] = status.ToWire();
        }
    }

    private static OrderedDictionary New(ExperimentPath path, string? project, string now)
    {
        var document = JsonValues.NewMap();
        document["name"] = path.Name;
        document["project"] = project;
        document["description"] = null;
        document["tags"] = Array.Empty<string>();
        document["bindrs"] = Array.Empty<string>();
        document["prefix"] = path.Value;
        document["metadata"] = null;
        document["created_at"] = now;
        document["write_protected"] = false;
        return document;
    }

    private static void Apply(OrderedDictionary document, ExperimentChange change)
    {
        if (change.Description is not null)
            document["description"] = change.Description;
        if (change.Tags is not null)
            document["tags"] = change.Tags;
        if (change.AddTags.Length + change.RemoveTags.Length > 0)
        {
            var tags = change.Tags ?? document.Texts("tags");
            document["tags"] = tags.Union(change.AddTags, StringComparer.Ordinal).Except(change.RemoveTags, StringComparer.Ordinal).ToArray();
        }

        if (change.Bindrs is not null)
            document["bindrs"] = change.Bindrs;
        if (change.Metadata is not null || change.Context is not null)
            document["metadata"] = ContextMetadata.After(document.Map("metadata"), change);
        if (change.WriteProtected is { } isProtected)
            document["write_protected"] = isProtected;
    }

    /// <summary>The entry of a run.</summary>
    public static OrderedDictionary Write(ExperimentRun run)
    {
        var entry = JsonValues.NewMap();
        entry["started_at"] = IsoTime.Format(run.StartedAt);
        entry["ended_at"] = run.EndedAt is { } end ? IsoTime.Format(end) : null;
        entry["status"] = run.Status.ToWire();
        entry["host"] = run.HostName;
        entry["pid"] = (long)run.ProcessId;
        return entry;
    }

    private static IEnumerable<ExperimentRun> Runs(OrderedDictionary document) =>
        (document["runs"] as object?[] ?? []).OfType<OrderedDictionary>().Select(ToRun);
}
