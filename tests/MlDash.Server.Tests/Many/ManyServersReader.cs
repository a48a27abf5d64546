namespace MlDash.Server.Tests;

/// <summary>Reads back what many clients wrote, on every road the API has, and checks that the roads agree.</summary>
internal sealed class ManyServersReader(Api api, Run run)
{
    private const int PageSize = 1000;

    /// <summary>How many chunks were read.</summary>
    public int Chunks { get; private set; }

    public async Task<string[]> MetricNamesAsync() =>
        [.. (await api.GetAsync($"/api/experiments/{run.Id}/metrics")).Ok["metrics"].All.Select(metric => metric["name"].Text)];

    /// <summary>
    /// The points of a metric in the order of their indexes, which have no gaps; read by pages, and by chunks and the rest as a download does.
    /// </summary>
    public async Task<IReadOnlyList<string>> PointsAsync(string metric)
    {
        var address = $"/api/experiments/{run.Id}/metrics/{Uri.EscapeDataString(metric)}";
        var paged = new List<Json>();
        Json page;
        do
        {
            page = (await api.GetAsync($"{address}/data?startIndex={paged.Count}&limit={PageSize}")).Ok;
            paged.AddRange(page["data"].All);
        }
        while (page["hasMore"].True);
        Assert.Equal(Enumerable.Range(0, paged.Count).Select(i => i.ToString()), paged.Select(point => point["index"].Text));

        var stats = (await api.GetAsync($"{address}/stats")).Ok;
        Assert.Equal(paged.Count.ToString(), stats["totalDataPoints"].Text);
        var (chunks, size) = ((int)stats["totalChunks"].Number, (int)stats["chunkSize"].Number);
        Assert.InRange(chunks, 1, paged.Count / size);
        var downloaded = new List<Json>();
        for (var chunk = 0; chunk < chunks; chunk++)
        {
            var packed = (await api.GetAsync($"{address}/chunks/{chunk}")).Ok;
            Assert.Equal((chunk * size, size), ((int)packed["startIndex"].Number, (int)packed["dataCount"].Number));
            downloaded.AddRange(packed["data"].All);
        }
        // The points that are still hot reach back into closed chunks for a while.
        var hot = (await api.GetAsync($"{address}/data?bufferOnly=true")).Ok;
        Assert.InRange((int)hot["startIndex"].Number, 0, downloaded.Count);
        downloaded.AddRange(hot["data"].All.Skip(downloaded.Count - (int)hot["startIndex"].Number));
        Assert.Equal(paged.Select(point => point.Raw), downloaded.Select(point => point.Raw));
        Chunks += chunks;
        return [.. paged.Select(point => point["data"]["id"].Text)];
    }

    /// <summary>The messages in the order of their sequence numbers, which have no gaps.</summary>
    public async Task<IReadOnlyList<string>> LogsAsync()
    {
        var entries = new List<Json>();
        Json page;
        do
        {
            page = (await api.GetAsync($"/api/experiments/{run.Id}/logs?offset={entries.Count}&limit={PageSize}")).Ok;
            entries.AddRange(page["logs"].All);
        }
        while (page["hasMore"].True);
        Assert.Equal(Enumerable.Range(0, entries.Count).Select(i => (double)i), entries.Select(entry => entry["sequenceNumber"].Number));
        return [.. entries.Select(entry => entry["message"].Text)];
    }

    /// <summary>The SHA-256 of a file's bytes as they are downloaded, which is also what the server says of it.</summary>
    public async Task<string> Sha256Async(string node)
    {
        var answer = (await api.GetAsync($"/api/nodes/{node}/download")).Is(200);
        var found = Api.Sha256(answer.Bytes);
        Assert.Equal($"\"{found}\"", answer.Headers["ETag"]);
        return found;
    }
}
