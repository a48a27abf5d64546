using System.Collections.Specialized;
using System.Runtime.CompilerServices;
using MlDash.Storage.Local;
using MlDash.Storage.Outgoing;
using MlDash.Text;

namespace MlDash.Storage.Remote;

/// <content>Which experiments there are, and what is known of each.</content>
public sealed partial class RemoteExperimentStore
{
    /// <inheritdoc />
    public async Task<ExperimentPath> PlaceAsync(ExperimentPath path, string? project, CancellationToken cancellationToken)
    {
        var place = RemotePath.Of(path, project, _server.UserName);
        if (place.Namespace is null && !_offline)
            place = place with { Namespace = (await MeAsync(cancellationToken).ConfigureAwait(false))?.Text("username") };
        return place.ToPath();
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<ExperimentRecord> FindAsync(ExperimentQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        if (query.Prefixes is [var only] && !Wildcard.IsPattern(only.Pattern) && ExperimentPath.Parse(only.Pattern) is { Segments.Length: >= 3 } exact)
        {
            // The whole path of one: asked for by itself.
            if (await FindOnServerAsync(exact, cancellationToken).ConfigureAwait(false) is { } one && ToRecord(one) is { } hit && query.Matches(hit))
            {
                yield return hit;
                yield break;
            }
        }

        var left = query.First ?? int.MaxValue;
        // Where the server alone decides, no more is fetched than was asked for.
        var decidesAlone = query is { Projects: [], Prefixes: [], Names: [], Tags: [], Bindrs: [], Statuses: [] };
        for (var offset = 0; ;)
        {
            var variables = new OrderedDictionary { ["pattern"] = PatternBelow(query.Under), ["limit"] = decidesAlone ? Math.Clamp(left, 1, ExperimentsAPage) : ExperimentsAPage, ["offset"] = offset };
            var page = (await _server.QueryAsync(ServerQueries.Search, variables, cancellationToken).ConfigureAwait(false)).Map("searchExperimentsPaginated");
            var experiments = (page?["experiments"] as object?[] ?? []).OfType<OrderedDictionary>().ToList();
            foreach (var experiment in experiments)
            {
                // An experiment that changes while pages are turned moves to the front and pushes others into the next page.
                if (!seen.Add(experiment.Id("id") ?? string.Empty) || ToRecord(experiment) is not { } record || !query.Matches(record))
                    continue;
                if (left-- <= 0)
                    yield break;
                yield return record;
            }

            if (left <= 0)
                yield break;

            offset += experiments.Count;
            if (page?.Flag("hasMore") != true || experiments.Count == 0)
                yield break;
        }
    }

    /// <inheritdoc />
    public async Task<ExperimentRecord?> GetAsync(ExperimentPath path, CancellationToken cancellationToken)
    {
        var found = await FindOnServerAsync(path, cancellationToken).ConfigureAwait(false);
        if (found is null)
            return null;
        var ids = await IdsOfAsync(path, found, cancellationToken).ConfigureAwait(false);
        var node = await _server.FindAsync($"/api/nodes/{ids.Node}", cancellationToken).ConfigureAwait(false);
        return ToRecord(found)! with { Path = path, WriteProtected = node?.Flag("writeProtected") ?? false, Error = node?.Text("error") };
    }

    /// <inheritdoc />
    public async Task<ExperimentRecord> OpenAsync(ExperimentPath path, string? project, ExperimentChange change, ExperimentRun run, CancellationToken cancellationToken)
    {
        var place = Place(path);
        var opening = new Opening(path, place.Project, change, run);
        var (recording, kept) = await OutgoingRecording.OpenAsync(_server, null, opening, place, _offline, Warnings.Enqueue, cancellationToken).ConfigureAwait(false);
        _recordings[path] = recording;
        if (recording.Sender.Ids is not { } ids)
            return kept;
        _ids[path] = ids;
        var known = await FindOnServerAsync(path, cancellationToken).ConfigureAwait(false);
        return known is null ? kept with { Id = ids.Experiment } : ToRecord(known)! with { Path = path, WriteProtected = kept.WriteProtected, Runs = kept.Runs };
    }

    /// <inheritdoc />
    public async Task<ExperimentRecord> CloseAsync(ExperimentPath path, ExperimentRun run, ExperimentStatus status, string? reason, CancellationToken cancellationToken)
    {
        var recording = Recording(path);
        var record = await recording.CloseAsync(run, status, reason, cancellationToken).ConfigureAwait(false);
        _recordings.TryRemove(path, out _);
        return record with { Id = recording.Sender.Ids?.Experiment ?? record.Id };
    }

    /// <inheritdoc />
    public async Task<ExperimentRecord> UpdateAsync(ExperimentPath path, ExperimentChange change, CancellationToken cancellationToken)
    {
        var standing = await GetAsync(path, cancellationToken).ConfigureAwait(false) ?? throw ExperimentErrors.NotFound(path);
        if (standing.WriteProtected && change.WriteProtected != false)
            throw ExperimentErrors.WriteProtected(path);
        var ids = await IdsAsync(path, cancellationToken).ConfigureAwait(false);
        var members = new OrderedDictionary();
        if (change.Description is not null)
            members["description"] = change.Description;
        if (change.Tags is not null || change.AddTags.Length + change.RemoveTags.Length > 0)
            members["tags"] = (change.Tags ?? standing.Tags).Union(change.AddTags, StringComparer.Ordinal).Except(change.RemoveTags, StringComparer.Ordinal).ToArray();
        if (change.Bindrs is not null)
            members["bindrs"] = change.Bindrs;
        if (change.Metadata is not null)
            members["metadata"] = change.Metadata;
        if (change.WriteProtected is { } isProtected)
            members["writeProtected"] = isProtected;
        if (members.Count > 0)
            await _server.SendAsync(HttpMethod.Patch, $"/api/nodes/{ids.Node}", members, cancellationToken).ConfigureAwait(false);
        return await GetAsync(path, cancellationToken).ConfigureAwait(false) ?? throw ExperimentErrors.NotFound(path);
    }

    /// <inheritdoc />
    public async Task<long> DeleteAsync(ExperimentPath path, CancellationToken cancellationToken)
    {
        var standing = await GetAsync(path, cancellationToken).ConfigureAwait(false) ?? throw ExperimentErrors.NotFound(path);
        if (standing.WriteProtected)
            throw ExperimentErrors.WriteProtected(path);
        var freed = 0L;
        await foreach (var file in FindFilesAsync(path, new FileQuery(), cancellationToken).ConfigureAwait(false))
            freed += file.Length;
        var ids = await IdsAsync(path, cancellationToken).ConfigureAwait(false);
        await _server.SendAsync(HttpMethod.Delete, $"/api/nodes/{ids.Node}?recursive=true", null, cancellationToken).ConfigureAwait(false);
        _ids.TryRemove(path, out _);
        return freed;
    }

    /// <summary>The server's pattern for what lies below a path; it cuts a pattern at its first two slashes into namespace, project and the rest.</summary>
    private static string PatternBelow(ExperimentPath? under)
    {
        // Of the characters with a meaning of their own, only the bracket may stand in a path.
        var literal = under?.Value.Replace("[", "[[]", StringComparison.Ordinal);
        return under?.Segments.Length switch { null => "*/*/*", 1 => $"{literal}/*/*", _ => $"{literal}/*" };
    }

    private async Task<OrderedDictionary?> MeAsync(CancellationToken cancellationToken) =>
        (await _server.QueryAsync(ServerQueries.Me, new OrderedDictionary(), cancellationToken).ConfigureAwait(false)).Map("me");

    /// <summary>An experiment as a query answers it; null, with a warning, when its name cannot be a path here.</summary>
    private ExperimentRecord? ToRecord(OrderedDictionary experiment)
    {
        var (project, inner) = (experiment.Map("project"), experiment.Text("displayPath") ?? experiment.Text("name"));
        var place = new RemotePath(project?.Map("namespace")?.Text("slug"), project?.Text("slug") ?? string.Empty, inner ?? string.Empty);
        try
        {
            return new ExperimentRecord
            {
                Path = place.ToPath(),
                Name = experiment.Text("name") ?? place.Name,
                Project = place.Project,
                Id = experiment.Id("id"),
                Description = experiment.Text("description") is { Length: > 0 } description ? description : null,
                Tags = experiment.Texts("tags"),
                Bindrs = experiment.Texts("bindrs"),
                Metadata = experiment.Map("metadata") is { Count: > 0 } metadata ? metadata : null,
                CreatedAt = experiment.Time("createdAt"),
                UpdatedAt = experiment.Time("updatedAt"),
                StartedAt = experiment.Time("startedAt"),
                EndedAt = experiment.Time("endedAt"),
                Status = ExperimentStatusText.Parse(experiment["status"]),
            };
        }
        catch (ExperimentException illegal)
        {
            Warnings.Enqueue($"An experiment on the server is passed over: {illegal.Message}");
            return null;
        }
    }
}
