using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using MlDash.Identity;

namespace MlDash.Benchmarks;

/// <summary>Clients that post batches of points at once, each to its own metric.</summary>
internal static class PointTraffic
{
    public const int Clients = 8;

    private static readonly string _token = DevelopmentToken.Make("bench", DateTimeOffset.UtcNow);
    private static readonly string[] _tags = ["a"];

    public static HttpClient NewClient()
    {
        var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        return http;
    }

    /// <summary>Makes an experiment a client; answers where on the server its points go.</summary>
    public static string[] MakeTargets(HttpClient http, string server, string name) =>
        [.. Enumerable.Range(0, Clients).Select(client => $"/api/experiments/{MakeExperiment(http, server, $"{name}-{client}")}/metrics/train/append-batch")];

    public static string MakeExperiment(HttpClient http, string server, string name)
    {
        using var answer = http.PostAsJsonAsync(
            $"{server}/api/namespaces/bench/nodes", new { type = "EXPERIMENT", name, projectSlug = "project", parentId = "ROOT", tags = _tags })
            .GetAwaiter()
            .GetResult();
        answer.EnsureSuccessStatusCode();
        using var made = JsonDocument.Parse(answer.Content.ReadAsStringAsync().GetAwaiter().GetResult());
        return made.RootElement.GetProperty("experiment").GetProperty("id").GetString()!;
    }

    /// <summary>A body of points as a training loop logs them, about 85 bytes each.</summary>
    public static byte[] MakeBatch(int points)
    {
        var lines = Enumerable.Range(0, points).Select(
            i => string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"step":{{i}},"loss":{{1.0 / (i + 3):R}},"accuracy":{{i / 1000.0:R}},"_ts":{{1_700_000_000 + (i / 8.0):R}}}"""));
        return Encoding.UTF8.GetBytes($$"""{"dataPoints":[{{string.Join(',', lines)}}]}""");
    }

    /// <summary>Posts a body to every target a number of times, to all of them at once. Answers how long each request took, in milliseconds.</summary>
    /// <param name="http">The client.</param>
    /// <param name="targets">Where to, one a client.</param>
    /// <param name="body">What.</param>
    /// <param name="times">How often.</param>
    /// <param name="withKeys">Whether each request has an idempotency key, as the ones of the cmdlets have.</param>
    public static List<double> Post(HttpClient http, IReadOnlyList<string> targets, byte[] body, int times, bool withKeys = false)
    {
        var latencies = new List<double>();
        Task.WaitAll([.. targets.Select(target => Task.Run(async () =>
        {
            for (var time = 0; time < times; time++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = new ByteArrayContent(body) };
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                if (withKeys)
                    request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
                var watch = Stopwatch.StartNew();
                using var answer = await http.SendAsync(request).ConfigureAwait(false);
                answer.EnsureSuccessStatusCode();
                await answer.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
                lock (latencies)
                    latencies.Add(watch.Elapsed.TotalMilliseconds);
            }
        }))]);
        return latencies;
    }
}
