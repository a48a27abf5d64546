using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MlDash.Client;

namespace MlDash.Server.Tests;

/// <summary>One user's view of a server, in the words of the protocol.</summary>
public sealed class Api
{
    public Api(string url, string user, string? token)
    {
        User = user;
        Client = new HttpClient(new ConnectionFaults(new SocketsHttpHandler { AllowAutoRedirect = false })) { BaseAddress = new Uri(url) };
        if (token is not null)
            Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public string User { get; }

    public HttpClient Client { get; }

    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await Client.SendAsync(request);
        return new Answer(response.StatusCode, await response.Content.ReadAsByteArrayAsync(),
            response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(",", h.Value), StringComparer.OrdinalIgnoreCase));
    }

    public Task<Answer> GetAsync(string path, params (string, string)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    public Task<Answer> PostAsync(string path, string json, params (string, string)[] headers) =>
        SendAsync(HttpMethod.Post, path, new StringContent(json, Encoding.UTF8, "application/json"), headers);

    public Task<Answer> PatchAsync(string path, string json) => SendAsync(HttpMethod.Patch, path, new StringContent(json, Encoding.UTF8, "application/json"));

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public Task<Answer> NodeAsync(string json) => PostAsync($"/api/namespaces/{User}/nodes", json);

    public async Task<string> ProjectAsync(string slug) =>
        (await NodeAsync($$"""{"type":"PROJECT","name":"{{slug}}","slug":"{{slug}}"}""")).Ok["project"]["id"].Text;

    public async Task<string> FolderAsync(string projectId, string parentId, string name, string? experimentId = null) =>
        (await NodeAsync(JsonSerializer.Serialize(new { type = "FOLDER", projectId, parentId, name, experimentId }))).Ok["node"]["id"].Text;

    public async Task<Run> OpenAsync(string name = "run-7", string project = "p", string parentId = "ROOT", string more = "")
    {
        var answer = (await NodeAsync(
            $$"""{"type":"EXPERIMENT","name":{{JsonSerializer.Serialize(name)}},"parentId":"{{parentId}}","projectSlug":"{{project}}"{{more}}}""")).Ok;
        return new Run(answer["experiment"]["id"].Text, answer["node"]["id"].Text, answer["project"]["id"].Text);
    }

    public Task<Answer> UploadAsync(
        Run run, string name, byte[] bytes, string? parentId = null, string? checksum = null, params (string Name, string Value)[] fields) =>
        SendAsync(HttpMethod.Post, $"/api/namespaces/{User}/nodes", FileForm(run, name, bytes, parentId, checksum, fields));

    public static MultipartFormDataContent FileForm(
        Run run, string name, byte[] bytes, string? parentId, string? checksum, (string Name, string Value)[] fields, string boundary = "b0undary")
    {
        var form = new MultipartFormDataContent(boundary);
        foreach (var (field, value) in ((string, string)[])[("type", "FILE"), ("projectId", run.Project), ("experimentId", run.Id),
            ("parentId", parentId ?? run.Node), ("name", name), ("checksum", checksum ?? Sha256(bytes)), .. fields])
        {
            var part = new ByteArrayContent(Encoding.UTF8.GetBytes(value));
            form.Add(part, $"\"{field}\"");
        }
        var file = new ByteArrayContent(bytes);
        file.Headers.ContentType = new MediaTypeHeaderValue("application/x-test");
        form.Add(file, "\"file\"", "\"upload.bin\"");
        return form;
    }

    public Task<Answer> GraphAsync(string query, object? variables = null) =>
        PostAsync("/graphql", JsonSerializer.Serialize(new { query, variables = variables ?? new { } }));

    public Task<Answer> PointsAsync(Run run, string metric, string points, params (string, string)[] headers) =>
        PostAsync($"/api/experiments/{run.Id}/metrics/{metric}/append-batch", $$"""{"dataPoints":{{points}}}""", headers);

    public static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}

/// <summary>An open experiment.</summary>
public sealed record Run(string Id, string Node, string Project);

/// <summary>What a server answered.</summary>
public sealed record Answer(HttpStatusCode Status, byte[] Bytes, Dictionary<string, string> Headers)
{
    public int Code => (int)Status;

    public string Text => Encoding.UTF8.GetString(Bytes);

    public Json Json => new(JsonDocument.Parse(Bytes).RootElement);

    /// <summary>The JSON of an answer that has to be a success.</summary>
    public Json Ok => Code is >= 200 and < 300 ? Json : throw new InvalidOperationException($"{Code}: {Text}");

    /// <summary>The data of a GraphQL answer that has to be without errors.</summary>
    public Json Data => Code == 200 && !Json.Has("errors") ? Json["data"] : throw new InvalidOperationException($"{Code}: {Text}");

    public Answer Is(int code) => Code == code ? this : throw new InvalidOperationException($"Expected {code}, got {Code}: {Text}");
}

/// <summary>JSON that reads well in a test.</summary>
public readonly record struct Json(JsonElement Element)
{
    public Json this[string name] => new(Element.GetProperty(name));

    public Json this[int index] => new(Element[index]);

    public bool Has(string name) => Element.TryGetProperty(name, out _);

    public string Text => Element.GetString()!;

    public double Number => Element.GetDouble();

    public int Count => Element.GetArrayLength();

    public bool True => Element.GetBoolean();

    public bool IsNull => Element.ValueKind == JsonValueKind.Null;

    public JsonValueKind Kind => Element.ValueKind;

    public string Raw => Element.GetRawText();

    public IEnumerable<Json> All => Element.EnumerateArray().Select(e => new Json(e));

    public IEnumerable<string> Names => Element.EnumerateObject().Select(p => p.Name);
}
