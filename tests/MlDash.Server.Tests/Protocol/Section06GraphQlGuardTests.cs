using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using MlDash.Server.Documents;
using MlDash.Server.GraphQl;
using MlDash.Server.Stores;

namespace MlDash.Server.Tests;

/// <summary>Section 6: what one query may cost, before it is validated and while it is answered.</summary>
public sealed class Section06GraphQlGuardTests(SharedServer shared)
{
    private readonly Api _api = shared.Server.NewUser();

    public static TheoryData<string, string, string> TooLarge => new()
    {
        { "a fragment that nothing uses", $"{{ me {{ id }} }} fragment F on User {{ {Repeat("id ", 2001)} }}", "2000 is the most" },
        {
            "the second fragment of a name",
            $"{{ me {{ ...F }} }} fragment F on User {{ id }} fragment F on User {{ {Repeat("id ", 2001)} }}",
            "2000 is the most"
        },
        { "an operation that is not run", $"query A {{ me {{ id }} }} query B {{ me {{ {Repeat("id ", 2001)} }} }}", "2000 is the most" },
        { "fields in inline fragments", $"{{ me {{ {Repeat("... on User { id } ", 1001)} }} }}", "2000 is the most" },
        { "aliases", $"{{ {Each(501, i => $"a{i}: me {{ id }} ")} }}", "500 is the most" },
        { "definitions", $"{{ me {{ id }} }} {Each(100, i => $"fragment F{i} on User {{ id }} ")}", "100 is the most" },
        { "text", $"{{ me {{ id }} }} #{new string(' ', 65_536)}", "65536 is the most" },
        { "spreads of what is not there", Doubling(20, "...Nothing"), "asks for more than 2000" },
        { "fragments in every mix of lists", Mixes(24), "asks for more than 2000" },
    };

    [Theory]
    [MemberData(nameof(TooLarge))]
    public async Task A_document_is_bounded_in_all_of_its_definitions_before_it_is_validated(string kind, string query, string said)
    {
        var answer = (await _api.GraphAsync(query)).Is(200).Json;
        Assert.True(answer["errors"].Count == 1, kind);
        Assert.Contains(said, answer["errors"][0]["message"].Text, StringComparison.Ordinal);
        Assert.False(answer.Has("data"));
    }

    [Fact]
    public async Task A_document_at_the_bounds_is_answered() =>
        Assert.Equal(_api.User, (await _api.GraphAsync($"{{ me {{ username {Repeat("id ", 1990)} }} }}")).Data["me"]["username"].Text);

    public static TheoryData<string, bool> Merges => new()
    {
        { "{ me { x: id x: username } }", false },
        { "{ me { id } me { id: username } }", false },
        { "{ me { ...A ...B } } fragment A on User { x: id } fragment B on User { x: name }", false },
        { "{ me { ... on User { id } } } fragment A on User { id: name }", false },
        { "{ namespace(slug: \"a\") { id } namespace(slug: \"b\") { id } }", false },
        { "{ experimentsPaginated(projectSlug: \"p\", limit: 1) { totalCount } experimentsPaginated(projectSlug: \"p\", limit: 2) { totalCount } }", false },
        {
            "query($l: Int! = 1) { experimentsPaginated(projectSlug: \"p\", limit: $l) { totalCount } experimentsPaginated(projectSlug: \"p\", limit: 1) { totalCount } }",
            false
        },
        { "{ experimentsPaginated(projectSlug: \"p\", limit: 1) { totalCount } experimentsPaginated(limit: 1, projectSlug: \"p\") { hasMore } }", true },
        { "{ me { id ...A } me { name ...A ... on User { id } } } fragment A on User { id username }", true },
        { "{ a: me { x: id } b: me { x: username } }", true },
    };

    [Theory]
    [MemberData(nameof(Merges))]
    public async Task Fields_of_one_name_are_merged_or_refused_as_the_specification_says(string query, bool merges)
    {
        var answer = (await _api.GraphAsync(query)).Is(200).Json;
        Assert.Equal(merges, !answer.Has("errors"));
    }

    [Theory]
    [InlineData("query($l: Int! = 1000)", "$l", "{}")]
    [InlineData("query($l: Int! = 1)", "$l", """{"l":1000}""")]
    [InlineData("query($l: Int!)", "$l", """{"l":1000.0}""")]
    [InlineData("query", "1000", "{}")]
    public async Task A_page_costs_what_is_asked_for_wherever_its_size_stands(string head, string limit, string variables)
    {
        var query = $"{head} {{ {Each(400, i => $"a{i}: experimentsPaginated(projectSlug: \\\"p\\\", limit: {limit}) {{ experiments {{ id }} }} ")} }}";
        var answer = (await _api.PostAsync("/graphql", $$"""{"query":"{{query}}","variables":{{variables}}}""")).Is(200).Json;
        Assert.Contains("cost 800400", answer["errors"][0]["message"].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Searches_that_look_at_every_name_cannot_be_piled_up()
    {
        string Searches(int count) => $"{{ {Each(count, i => $"a{i}: searchExperimentsPaginated(pattern: \"*\", limit: 1) {{ totalCount }} ")} }}";
        Assert.Equal(0, (await _api.GraphAsync(Searches(10))).Data["a9"]["totalCount"].Number);
        Assert.Contains("cost", (await _api.GraphAsync(Searches(20))).Json["errors"][0]["message"].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lists_without_pages_are_counted_by_what_they_hold()
    {
        const int Metrics = 170;
        var run = await _api.OpenAsync();
        var stores = shared.Server.Services.GetRequiredService<StoreCollections>();
        var now = "2026-01-01T00:00:00.000000Z";
        Assert.All(await Task.WhenAll(Enumerable.Range(0, Metrics).Select(i => stores.Metrics.InsertAsync(
            new MetricDocument($"{run.Id}{i:000}", run.Id, $"m{i}", 10, now) { UpdatedAt = now }, TestContext.Current.CancellationToken))), Assert.True);
        Assert.Equal(
            Metrics, (await _api.GraphAsync($"{{ experimentById(id: \"{run.Id}\") {{ metrics {{ id name }} }} }}")).Data["experimentById"]["metrics"].Count);

        // Each of these costs little by the look of it: 160 times 12 fields.
        var many = $"{{ {Each(160, i => $"a{i}: experimentById(id: \"{run.Id}\") {{ metrics {{ ...M }} }} ")} }} fragment M on Metric {{ {Each(9, i => $"x{i}: name ")} }}";
        var refused = (await _api.GraphAsync(many)).Is(200).Json;
        Assert.Contains(
            AnswerBudget.MostValues.ToString(CultureInfo.InvariantCulture), Assert.Single(refused["errors"].All)["message"].Text, StringComparison.Ordinal);
        Assert.False(refused.Has("data"));
    }

    [Fact]
    public async Task The_bytes_of_one_answer_are_bounded()
    {
        var run = await _api.OpenAsync();
        (await _api.PatchAsync($"/api/nodes/{run.Node}", $$$"""{"metadata":{"text":"{{{new string('x', 1 << 20)}}}"}}""")).Is(200);
        string Metadata(int times) => $"{{ {Each(times, i => $"a{i}: experimentById(id: \"{run.Id}\") {{ metadata }} ")} }}";
        Assert.InRange((await _api.GraphAsync(Metadata(3))).Is(200).Bytes.Length, 3 << 20, 4 << 20);
        var refused = (await _api.GraphAsync(Metadata(70))).Is(200);
        Assert.InRange(refused.Bytes.Length, 1, 1000);
        Assert.Contains("64 MB", refused.Json["errors"][0]["message"].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_work_for_a_query_ends_with_its_client()
    {
        WaitingStore? store = null;
        await using var server = await TestServer.StartAsync(null, inner => store = new WaitingStore(inner));
        var api = server.NewUser();
        await api.ProjectAsync("p");
        using var gone = new CancellationTokenSource();
        store!.Waits = true;
        var query = new StringContent($$"""{"query":"{ namespace(slug: \"{{api.User}}\") { projects { experimentCount } } }"}""");
        var asked = api.Client.PostAsync("/graphql", query, gone.Token);
        await store.Begun.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        await store.Ended.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    private sealed class WaitingStore(IMetadataStore inner) : ForwardingStore(inner)
    {
        public bool Waits { get; set; }

        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async Task<IReadOnlyDictionary<string, long>> CountAsync(
            string kind, IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
        {
            if (Waits)
            {
                Begun.TrySetResult();
                using var ended = cancellationToken.Register(() => Ended.TrySetResult());
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            return await base.CountAsync(kind, keys, cancellationToken);
        }
    }

    private static string Doubling(int levels, string last) =>
        $"{{ me {{ ...F{levels} }} }} {Each(levels, i => $"fragment F{i + 1} on User {{ ...F{i} ...F{i} }} ")} fragment F0 on User {{ {last} }}";

    // Every way through the levels passes other kinds of lists.
    private static string Mixes(int levels) =>
        $"{{ __schema {{ ...F{levels} }} }} {Each(levels, i => $"fragment F{i + 1} on __Type {{ fields {{ ...F{i} }} args {{ ...F{i} }} interfaces {{ ...F{i} }} inputFields {{ ...F{i} }} }} ")} fragment F0 on __Type {{ name }}";

    private static string Each(int count, Func<int, string> text) => string.Concat(Enumerable.Range(0, count).Select(text));

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
