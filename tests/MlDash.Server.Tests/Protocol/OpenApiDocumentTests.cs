using System.Text.Json;
using System.Text.Json.Nodes;

namespace MlDash.Server.Tests;

/// <summary>
/// <c>docs/api/openapi.json</c> is what the server gives, so that a change of the calls is seen in a review. To write it anew, run this class with
/// <c>MLDASH_UPDATE_OPENAPI=1</c>.
/// </summary>
public sealed class OpenApiDocumentTests(SharedServer shared)
{
    private static readonly string _file = Path.Combine(TestServices.Repository, "docs", "api", "openapi.json");
    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true, NewLine = "\n" };

    [Fact]
    public async Task The_committed_document_is_the_one_that_the_server_gives()
    {
        var given = await GivenAsync();
        if (Environment.GetEnvironmentVariable("MLDASH_UPDATE_OPENAPI") == "1")
            File.WriteAllText(_file, given);
        Assert.True(
            given == File.ReadAllText(_file),
            "docs/api/openapi.json is not what the server gives. If the change is meant, run this test with MLDASH_UPDATE_OPENAPI=1 and commit the file.");
    }

    /// <summary>The document with its members in the order of their names, and without the address of the server that was asked.</summary>
    private async Task<string> GivenAsync()
    {
        var answer = (await shared.Server.Anonymous().GetAsync("/openapi/v1.json")).Is(200);
        var document = JsonNode.Parse(answer.Bytes)!.AsObject();
        document.Remove("servers");
        return Sorted(document)!.ToJsonString(_indented) + "\n";
    }

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(
            members.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
