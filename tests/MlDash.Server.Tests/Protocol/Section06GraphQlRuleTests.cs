using System.Text;

namespace MlDash.Server.Tests;

/// <summary>Section 6: errors, bounds, and how much is loaded.</summary>
public sealed class Section06GraphQlRuleTests(SharedServer shared)
{
    private readonly Api _api = shared.Server.NewUser();

    [Theory]
    [InlineData("{ nope }")]
    [InlineData("{ me { username ")]
    [InlineData("query($x: Int!) { me { id } experimentById(id: $x) { id } }")]
    [InlineData("")]
    public async Task A_wrong_query_is_200_with_errors_that_have_a_message(string query)
    {
        var answer = (await _api.GraphAsync(query)).Is(200).Json;
        Assert.NotEmpty(answer["errors"][0]["message"].Text);
    }

    [Theory]
    [InlineData("""{"query":"{ me { id } }","variables":{"x":NaN}}""")]
    [InlineData("""{"variables":{}}""")]
    [InlineData("""{"query":"query A { me { id } } query B { me { id } }"}""")]
    public async Task A_wrong_request_is_200_with_errors(string body) =>
        Assert.NotEmpty((await _api.PostAsync("/graphql", body)).Is(200).Json["errors"][0]["message"].Text);

    [Fact]
    public async Task There_is_no_member_errors_without_an_error()
    {
        var answer = (await _api.GraphAsync("{ experimentById(id: \"1\") { id } project(id: \"1\") { id } }")).Is(200).Json;
        Assert.Equal(["data"], answer.Names);
        Assert.True(answer["data"]["experimentById"].IsNull && answer["data"]["project"].IsNull);
    }

    [Fact]
    public async Task The_schema_served_is_the_schema_of_the_protocol()
    {
        var types = (await _api.GraphAsync(
            "{ __schema { types { name kind fields { name type { kind name ofType { kind name } } } enumValues { name } } } }")).Data["__schema"]["types"].All
            .Where(t => !t["name"].Text.StartsWith("__", StringComparison.Ordinal)).ToDictionary(t => t["name"].Text);
        using var resource = typeof(Program).Assembly.GetManifestResourceStream("schema.graphql")!;
        var text = await new StreamReader(resource, Encoding.UTF8).ReadToEndAsync(TestContext.Current.CancellationToken);
        var document = GraphQLParser.Parser.Parse(text);
        foreach (var definition in document.Definitions.OfType<GraphQLParser.AST.GraphQLObjectTypeDefinition>())
        {
            Assert.Equal(definition.Fields!.Select(f => f.Name.StringValue), types[definition.Name.StringValue]["fields"].All.Select(f => f["name"].Text));
        }
        Assert.Equal(
            ["RUNNING", "COMPLETED", "FAILED", "CANCELLED", "ARCHIVED", "LOST"],
            types["ExperimentStatus"]["enumValues"].All.Select(v => v["name"].Text));
        Assert.Equal("SCALAR", types["JSON"]["kind"].Text);
        Assert.Equal("SCALAR", types["Long"]["kind"].Text);
    }

    public static TheoryData<string, string> Bombs => new()
    {
        { "deep", $"{{ project(id: \"1\") {{ nodes {{ {Repeat("children { ", 40)} id {Repeat("} ", 40)} }} }} }}" },
        { "very deep", $"{Repeat("{ a ", 100_000)}{Repeat("}", 100_000)}" },
        { "wide", $"{{ {string.Concat(Enumerable.Range(0, 3000).Select(i => $"a{i}: me {{ id }} "))} }}" },
        { "lists in lists", $"{{ namespace(slug: \"x\") {{ {Repeat("projects { namespace { ", 6)} id {Repeat("} } ", 6)} }} }}" },
        {
            "fragments that double",
            $"{{ me {{ ...F20 }} }} {string.Concat(Enumerable.Range(1, 20).Select(i => $"fragment F{i} on User {{ ...F{i - 1} ...F{i - 1} }} "))} fragment F0 on User {{ id }}"
        },
        { "a fragment that holds itself", "{ me { ...A } } fragment A on User { id ...B } fragment B on User { ...A }" },
        {
            "pages in many aliases",
            $"{{ {string.Concat(Enumerable.Range(0, 100).Select(i => $"a{i}: searchExperimentsPaginated(pattern: \"*\", limit: 1000) {{ experiments {{ id name files {{ id }} }} }} "))} }}"
        },
        { "introspection in itself", $"{{ __schema {{ types {{ {Repeat("fields { type { ", 8)} name {Repeat("} } ", 8)} }} }} }}" },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public async Task A_bomb_is_refused_at_once(string kind, string query)
    {
        Assert.NotEmpty(kind);
        var answer = (await _api.GraphAsync(query)).Is(200).Json;
        Assert.NotEmpty(answer["errors"][0]["message"].Text);
        Assert.False(answer.Has("data") && !answer["data"].IsNull);
    }

    [Fact]
    public async Task A_request_that_is_too_large_is_413() =>
        (await _api.GraphAsync($"{{ me {{ {Repeat("id ", 500_000)} }} }}")).Is(413);

    [Fact]
    public async Task A_page_of_many_experiments_is_read_with_as_many_queries_as_a_page_of_one()
    {
        await using var server = await CountingServer.StartAsync();
        var api = server.Server.NewUser();
        const string Query = """
            { experimentsPaginated(projectSlug: "p", limit: 50) { experiments { id project { slug namespace { slug } } logMetadata { totalLogs }
              metrics { name metricMetadata { totalDataPoints } } files { id name } trackCount parameters { data } } totalCount } }
            """;
        await FillAsync("e0");
        var one = await CountAsync();
        for (var i = 1; i < 12; i++)
            await FillAsync($"e{i}");
        Assert.Equal(one, await CountAsync());

        async Task FillAsync(string name)
        {
            var run = await api.OpenAsync(name);
            (await api.PointsAsync(run, "m", """[{"x":1}]""")).Is(200);
            (await api.PostAsync($"/api/experiments/{run.Id}/parameters", """{"data":{"a":1}}""")).Is(200);
            (await api.UploadAsync(run, "f", [1])).Is(200);
        }

        async Task<long> CountAsync()
        {
            var before = server.Reads;
            Assert.Equal(1, (await api.GraphAsync(Query)).Data["experimentsPaginated"]["experiments"][0]["metrics"].Count);
            return server.Reads - before;
        }
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
