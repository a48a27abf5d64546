using System.Collections.Specialized;
using System.Runtime.CompilerServices;
using MlDash.Client;
using MlDash.Experiments;
using MlDash.Json;
using MlDash.Protocol;
using MlDash.Storage.Format;
using MlDash.Tracks;

namespace MlDash.Storage.Remote;

/// <content>Metrics and tracks without their points and entries.</content>
public sealed partial class RemoteExperimentStore
{
    private const int AskedAtOnce = 8;

    /// <summary>How long the names in one request may be: servers and proxies take lines of 8 KB.</summary>
    private const int NamesARequest = 4096;

    /// <inheritdoc />
    public async Task<TrackInfo> UpdateTrackAsync(ExperimentPath path, string topic, SeriesDescription change, CancellationToken cancellationToken)
    {
        var standing = await GetAsync(path, cancellationToken).ConfigureAwait(false) ?? throw ExperimentErrors.NotFound(path);
        if (standing.WriteProtected)
            throw ExperimentErrors.WriteProtected(path);
        // The server would make a track of any topic.
        _ = await FindTrackAsync(path, topic, cancellationToken).ConfigureAwait(false);
        var members = new OrderedDictionary { [WireMembers.Topic] = topic };
        if (change.Description is not null)
            members[WireMembers.Description] = change.Description;
        if (change.Tags is not null)
            members[WireMembers.Tags] = change.Tags;
        if (change.Metadata is not null)
            members[WireMembers.Metadata] = change.Metadata;
        var data = await DataAsync(path, cancellationToken).ConfigureAwait(false);
        await _server.SendAsync(HttpMethod.Post, $"{data}/tracks", members, cancellationToken).ConfigureAwait(false);
        return await FindTrackAsync(path, topic, cancellationToken).ConfigureAwait(false);
    }

    private async Task<TrackInfo> FindTrackAsync(ExperimentPath path, string topic, CancellationToken cancellationToken)
    {
        await foreach (var track in DescribeTracksAsync(path, [topic], cancellationToken).ConfigureAwait(false))
            return track;
        throw TrackErrors.NotFound(topic);
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<string> ListMetricNamesAsync(ExperimentPath path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var data = await DataAsync(path, cancellationToken).ConfigureAwait(false);
        var metrics = await ListAsync($"{data}/metrics?", WireMembers.Metrics, WireMembers.Name, cancellationToken).ConfigureAwait(false);
        foreach (var name in metrics.Select(metric => metric.Name).Order(StringComparer.Ordinal))
            yield return name;
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<MetricInfo> DescribeMetricsAsync(
        ExperimentPath path, IReadOnlyCollection<string>? names, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var data = await DataAsync(path, cancellationToken).ConfigureAwait(false);
        foreach (var asked in Requests(names))
        {
            var request = $"{data}/metrics?last=true{(asked is null ? null : string.Concat(asked.Select(name => $"&name={Uri.EscapeDataString(name)}")))}";
            var (found, isDescribed) = await ListAllAsync(request, WireMembers.Metrics, WireMembers.Name, cancellationToken).ConfigureAwait(false);
            // A server that does not choose by name answers all of them.
            var metrics = found.Where(metric => asked?.Contains(metric.Name) != false).OrderBy(metric => metric.Name, StringComparer.Ordinal);
            foreach (var together in metrics.Chunk(AskedAtOnce))
            {
                foreach (var metric in await Task.WhenAll(together.Select(metric =>
                    isDescribed ? Task.FromResult(Describe(metric.Name, metric.Members)) : ReadMetricInfoAsync(data, metric.Name, cancellationToken)))
                        .ConfigureAwait(false))
                {
                    yield return metric;
                }
            }
        }
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<TrackInfo> DescribeTracksAsync(
        ExperimentPath path, IReadOnlyCollection<string>? topics, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var data = await DataAsync(path, cancellationToken).ConfigureAwait(false);
        // One topic is chosen by the server, more of them here: the list of tracks is one answer.
        var request = topics?.Count == 1 ? $"{data}/tracks?topic={Uri.EscapeDataString(topics.First())}" : $"{data}/tracks?";
        var tracks = await ListAsync(request, WireMembers.Tracks, WireMembers.Topic, cancellationToken).ConfigureAwait(false);
        foreach (var (topic, members) in tracks.OrderBy(track => track.Name, StringComparer.Ordinal))
        {
            if (topics?.Contains(topic) != false)
                yield return TrackMetadata.ToInfo(members, topic);
        }
    }

    /// <summary>Names in as few requests as they fit; all metrics are one that names none.</summary>
    private static IEnumerable<HashSet<string>?> Requests(IEnumerable<string>? names)
    {
        if (names is null)
        {
            yield return null;
            yield break;
        }

        var (request, length) = (new HashSet<string>(StringComparer.Ordinal), 0);
        foreach (var name in names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var more = "&name=".Length + Uri.EscapeDataString(name).Length;
            if (length + more > NamesARequest && request.Count > 0)
            {
                yield return request;
                (request, length) = (new HashSet<string>(StringComparer.Ordinal), 0);
            }

            request.Add(name);
            length += more;
        }

        if (request.Count > 0)
            yield return request;
    }

    private async Task<List<(string Name, OrderedDictionary Members)>> ListAsync(
        string request, string member, string name, CancellationToken cancellationToken) =>
        (await ListAllAsync(request, member, name, cancellationToken).ConfigureAwait(false)).Found;

    /// <summary>All pages of a list. A server that does not have pages answers one, which does not say whether there are more.</summary>
    private async Task<(List<(string Name, OrderedDictionary Members)> Found, bool HasPages)> ListAllAsync(
        string request, string member, string name, CancellationToken cancellationToken)
    {
        var found = new List<(string, OrderedDictionary)>();
        for (var cursor = string.Empty; ;)
        {
            var answer = await _server.GetAsync(request + cursor, cancellationToken).ConfigureAwait(false);
            var page = Answer.Of(_server.Address, answer);
            var names = page.Maps(member).Select(one => one.Text(name)).ToList();
            found.AddRange(names.Zip(((object?[])answer[member]!).Cast<OrderedDictionary>()));
            if (page.OptionalFlag(WireMembers.HasMore) is not { } more)
                return (found, false);
            if (!more)
                return (found, true);
            if (names.Count == 0)
                throw ServerFaults.EmptyPage(_server.Address, member);
            cursor = $"&cursor={Uri.EscapeDataString(page.Text(WireMembers.NextCursor))}";
        }
    }

    private MetricInfo Describe(string name, OrderedDictionary members)
    {
        var last = members.Map(WireMembers.LastPoint) is { } point ? Understood(() => new PointReader(new MetricQuery()).Read(JsonText.Write(point))) : null;
        return ToInfo(name, members, Answer.Of(_server.Address, members).Count(WireMembers.TotalDataPoints), last);
    }

    /// <summary>What a server that answers only names with the list says of one metric.</summary>
    private async Task<MetricInfo> ReadMetricInfoAsync(string data, string name, CancellationToken cancellationToken)
    {
        var address = $"{data}/metrics/{Routes.Escaped(name)}";
        var stats = await _server.GetAsync($"{address}/stats", cancellationToken).ConfigureAwait(false);
        var total = Answer.Of(_server.Address, stats).Count(WireMembers.TotalDataPoints);
        var last = (await ReadLastPointsAsync(address, new MetricQuery(), 1, total, cancellationToken).ConfigureAwait(false)).LastOrDefault();
        return ToInfo(name, stats, total, last);
    }

    private static MetricInfo ToInfo(string name, OrderedDictionary members, long total, MetricPoint? last) =>
        new(MetricMetadata.ToInfo(members, name, total, last))
        {
            UpdatedAt = members.Time(WireMembers.LastDataAt) ?? members.Time(WireMembers.UpdatedAt),
        };
}
