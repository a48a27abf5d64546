using System.Text.Json.Nodes;
using CsCheck;

namespace MlDash.Remote.Tests;

/// <summary>
/// Whatever single thing is odd about the answers of a server, receiving ends with exactly what was recorded, or with an error of ours. CsCheck prints the
/// seed of a case that fails.
/// </summary>
public sealed class OddAnswerFuzzTests
{
    private const int Count = 2000;

    private static readonly string[] _places =
        ["experiment", "experimentNode", "node", "parameters", "logs", "metrics", "stats", "points", "tracks", "entries", "files", "download"];

    /// <summary>Values of every type; each is odd wherever another type belongs.</summary>
    private static readonly string?[] _odd = [null, "null", "true", "-1", "1.5", "\"\\u001b\"", "[]", "{}", "[[1]]", "99999999999999999999"];

    /// <summary>Members whose loss changes nothing that was recorded, or which the user chose.</summary>
    private static readonly string[] _free =
        ["description", "tags", "bindrs", "metadata", "createdAt", "updatedAt", "startedAt", "endedAt", "status", "columns", "contentType", "version"];

    [Fact]
    public async Task An_odd_answer_gives_the_right_data_or_an_error_that_says_so()
    {
        await using var server = await OddServer.StartAsync();
        var number = 0;
        var (exact, refused) = (0, 0);
        await Gen.Select(Of(_places), Gen.Int[0, 6], Gen.Int[0, 1000], Of(_odd), Gen.Int[1, 60]).ForAllAsync(
            Count,
            async one =>
            {
                var (place, how, where, odd, size) = one;
                var root = $"case-{Interlocked.Increment(ref number)}";
                server.PageSize = how == 0 ? size : 10_000;
                server.Change = (at, json) => at == place ? Changed(at, json, how, where, odd) : json;
                try
                {
                    await server.ReceiveAsync(root);
                    server.AssertExact(root, described: false);
                    exact++;
                }
                catch (MlDashException fault)
                {
                    Assert.DoesNotContain(fault.Message, char.IsControl);
                    Assert.False(server.IsWhole(root), $"{fault.Message} Yet the experiment looks whole.");
                    refused++;
                }
                finally
                {
                    server.Store.Warnings.Clear();
                    if (Directory.Exists(Path.Combine(server.Folder, root)))
                        Directory.Delete(Path.Combine(server.Folder, root), recursive: true);
                }
            });
        Assert.True(exact > Count / 20 && refused > Count / 20, $"{exact} cases were right, {refused} refused: too few of one kind.");
    }

    private static Gen<T> Of<T>(T[] values) => Gen.Int[0, values.Length - 1].Select(at => values[at]);

    private static string Changed(string place, string json, int how, int where, string? odd)
    {
        switch (how)
        {
            case 0: return json;
            case 1: return place is "download" or "entries" ? json : OddServer.Spread(json);
            case 2: return json[..(where % (json.Length + 1))];
            case 3: return odd ?? string.Empty;
            default:
                if (place is "download" or "entries")
                    return json.Remove(where % json.Length, 1).Insert(where % json.Length, "\0");
                var root = JsonNode.Parse(json)!;
                var members = MembersOf(root).ToList();
                var (parent, name, at) = members[where % members.Count];
                // Another text, and another object of the user's, are no odd answers.
                if ((parent is JsonObject ? parent[name!] : parent[at]) is { } now
                    && odd is not null
                    && now.GetValueKind() == JsonNode.Parse(odd)?.GetValueKind())
                    return json;
                // Some servers write ids as numbers: it is another id.
                if (name?.EndsWith("id", StringComparison.OrdinalIgnoreCase) == true && odd?.Length > 0 && odd.All(char.IsAsciiDigit))
                    return json;
                if (odd is null && parent is JsonObject whole)
                    whole.Remove(name!);
                else if (odd is null)
                    Shorten((JsonArray)parent, at);
                else if (parent is JsonObject map)
                    map[name!] = JsonNode.Parse(odd);
                else
                    parent[at] = JsonNode.Parse(odd);
                return root.ToJsonString();
        }
    }

    /// <summary>Records may be fewer in a page; lists of names are the server's own word.</summary>
    private static void Shorten(JsonArray list, int at)
    {
        if (list.Parent is JsonObject && list.GetPropertyName() is "logs" or "data")
            list.RemoveAt(at);
    }

    private static IEnumerable<(JsonNode Parent, string? Name, int At)> MembersOf(JsonNode node)
    {
        if (node is JsonObject map)
        {
            foreach (var (name, value) in map)
            {
                if (_free.Contains(name))
                    continue;
                yield return (map, name, 0);
                // What lies in the data of a record is the user's own.
                if (value is null || (name == "data" && value is JsonObject && map.ContainsKey("index")) || (name == "data" && map.ContainsKey("version")))
                    continue;
                foreach (var inner in MembersOf(value))
                    yield return inner;
            }
        }
        else if (node is JsonArray list)
        {
            for (var at = 0; at < list.Count; at++)
            {
                yield return (list, null, at);
                if (list[at] is { } item)
                {
                    foreach (var inner in MembersOf(item))
                        yield return inner;
                }
            }
        }
    }
}
