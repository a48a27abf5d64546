using System.Text;
using System.Text.Json;

namespace MlDash.Server.Tests;

/// <summary>
/// One of many clients of one address: sends points, log entries and files, each write again under its key until it is acknowledged, and keeps what was
/// acknowledged.
/// </summary>
internal sealed class ManyServersClient(string address, Run run, int number, string[] metrics, Random random)
{
    private const int LargestBatch = 40;

    /// <summary>More than one stored batch holds, so that a server may die between its parts.</summary>
    private const int GiantBatch = 2500;

    /// <summary>More than one part of an upload holds.</summary>
    private const int LargeFile = (8 << 20) + 4321;

    private const int SmallFile = 100_000;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);
    private readonly Api _api = new(address, "alice", TestTokens.Public("alice")) { Client = { Timeout = _patience } };
    private int _sent;

    /// <summary>The writes that were acknowledged, in the order in which this client made them.</summary>
    public List<AcknowledgedItems> Points { get; } = [];

    public List<AcknowledgedItems> Logs { get; } = [];

    public List<AcknowledgedFile> Files { get; } = [];

    /// <summary>How often a request got no answer, or one that says to repeat it.</summary>
    public int Repeats { get; private set; }

    /// <summary>Writes until the time is over, and then until the last write is acknowledged.</summary>
    public async Task WriteAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        // However slow the machine: something to pack, and something in parts.
        await (number switch
        {
            0 => PointsAsync(GiantBatch, cancellationToken),
            1 => FileAsync("own/large.bin", LargeFile, cancellationToken),
            _ => Task.CompletedTask,
        });
        while (DateTimeOffset.UtcNow < until)
        {
            await (random.Next(200) switch
            {
                0 => PointsAsync(GiantBatch, cancellationToken),
                < 140 => PointsAsync(random.Next(1, LargestBatch), cancellationToken),
                < 180 => LogsAsync(random.Next(1, LargestBatch), cancellationToken),
                < 197 => FileAsync($"own/{number}-{_sent++}.bin", random.Next(SmallFile), cancellationToken),
                _ => FileAsync("shared/latest.bin", random.Next(SmallFile), cancellationToken),
            });
            // Clients log now and then; the other tests on this machine want their share of it.
            await Task.Delay(random.Next(200), cancellationToken);
        }
    }

    private async Task PointsAsync(int count, CancellationToken cancellationToken)
    {
        var metric = metrics[random.Next(metrics.Length)];
        var ids = NewIds(count);
        var body = $$"""{"dataPoints":[{{string.Join(',', ids.Select(id => $$"""{"id":"{{id}}"}"""))}}]}""";
        var answer = await UntilAcknowledgedAsync(
            $"/api/experiments/{run.Id}/metrics/{Uri.EscapeDataString(metric)}/append-batch", () => JsonBody(body), cancellationToken);
        Points.Add(new(metric, long.Parse(answer["startIndex"].Text), ids));
    }

    private async Task LogsAsync(int count, CancellationToken cancellationToken)
    {
        var ids = NewIds(count);
        var body = JsonSerializer.Serialize(new { logs = ids.Select(id => new { message = id }) });
        var answer = await UntilAcknowledgedAsync($"/api/experiments/{run.Id}/logs", () => JsonBody(body), cancellationToken);
        Logs.Add(new("", (long)answer["startSequence"].Number, ids));
    }

    private async Task FileAsync(string name, int size, CancellationToken cancellationToken)
    {
        var bytes = new byte[size];
        random.NextBytes(bytes);
        var answer = await UntilAcknowledgedAsync(
            $"/api/namespaces/alice/nodes", () => Api.FileForm(run, name, bytes, parentId: null, checksum: null, []), cancellationToken);
        Files.Add(new(name, answer["node"]["id"].Text, Api.Sha256(bytes)));
    }

    private string[] NewIds(int count)
    {
        var first = _sent;
        _sent += count;
        return [.. Enumerable.Range(first, count).Select(i => $"{number}-{i}")];
    }

    private async Task<Json> UntilAcknowledgedAsync(string path, Func<HttpContent> content, CancellationToken cancellationToken)
    {
        var key = Guid.NewGuid().ToString();
        for (; ; Repeats++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                var answer = await _api.SendAsync(HttpMethod.Post, path, content(), ("Idempotency-Key", key));
                // A server or its proxy may be away for a moment; nothing else is an answer to a right request.
                if (answer.Code is not (502 or 503 or 504))
                    return answer.Ok;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // The connection broke, or nothing came in time: nobody knows whether it was written.
            }
            await Task.Delay(100, cancellationToken);
        }
    }

    private static StringContent JsonBody(string json) => new(json, Encoding.UTF8, "application/json");
}

/// <summary>Items of one write, in order, and the place that the answer gave to the first of them.</summary>
internal sealed record AcknowledgedItems(string Stream, long Start, string[] Ids);

/// <summary>A file that was acknowledged.</summary>
internal sealed record AcknowledgedFile(string Name, string Node, string Sha256);
