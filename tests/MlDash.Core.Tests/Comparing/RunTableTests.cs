using System.Collections.Specialized;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using MlDash.Comparing;
using MlDash.Experiments;
using MlDash.Series;

namespace MlDash.Tests.Comparing;

/// <summary>Tables of runs: their orders, their pages, and when they look at the runs.</summary>
public sealed class RunTableTests
{
    private static readonly object?[] _values = [0L, 1L, 2L, 1.5, null, double.NaN, "a", "\ud800", "a\0b", new string('z', 300)];

    private readonly FakeTimeProvider _clock = new();
    private readonly List<RunFacts> _runs = [];
    private readonly RunTable _table;
    private Func<CancellationToken, Task> _look = _ => Task.CompletedTask;
    private int _looks;

    public RunTableTests() => _table = new(ReadAsync, new(), _clock);

    [Theory]
    [InlineData("params.x", false, "-1 flag 2 10 B a nan none")]
    [InlineData("params.x", true, "a B 10 2 flag -1 nan none")]
    [InlineData("PARAMS.X", false, "-1 flag 2 10 B a nan none")]
    [InlineData("name", true, "none nan flag a B 2 10 -1")]
    [InlineData("params.none", true, "-1 10 2 B a flag nan none")]
    public async Task Numbers_come_before_texts_and_what_is_no_value_last_in_both_directions(string sort, bool descending, string names)
    {
        foreach (var (name, value) in new (string, object?)[]
            { ("a", "a"), ("B", "B"), ("10", 10L), ("2", 2.0), ("-1", -1L), ("flag", true), ("nan", double.NaN), ("none", null) })
            Add(name, new() { ["x"] = value });

        Assert.Equal(names, await NamesAsync(new() { Sort = RunColumn.Parse(sort), Descending = descending }));
    }

    [Fact]
    public async Task Without_an_order_the_run_started_last_comes_first()
    {
        foreach (var day in new[] { 2, 3, 1 })
            Add($"{day}", [], startedAt: new(2026, 1, day, 0, 0, 0, TimeSpan.FromHours(day)));

        Assert.Equal("3 2 1", await NamesAsync(new()));
    }

    [Theory]
    [InlineData("metrics.train.loss.min", 1.0)]
    [InlineData("Metrics.train.LOSS.Max", 9.0)]
    [InlineData("metrics.train.loss.count", 4L)]
    [InlineData("metrics.train.loss", 5.0)]
    [InlineData("metrics.train.loss.last", 5.0)]
    [InlineData("metrics.train.acc.max", 0.5)]
    [InlineData("metrics.train.acc.max.min", 0.5)]
    [InlineData("metrics.train.best.loss", 7.0)]
    [InlineData("metrics.train.gone.min", null)]
    [InlineData("metrics.train.loss.sum", null)]
    [InlineData("metrics.train", null)]
    [InlineData("metrics.other.loss", null)]
    [InlineData("duration", 90.0)]
    [InlineData("status", "Completed")]
    public void A_column_finds_its_value_by_the_longest_names(string column, object? value)
    {
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var run = new RunFacts
        {
            Experiment = new()
            {
                Path = ExperimentPath.Parse("p/r"), Name = "r", StartedAt = start, EndedAt = start.AddSeconds(90), Status = ExperimentStatus.Completed,
            },
            Parameters = [],
            Metrics = new Dictionary<string, MetricFacts>
            {
                ["train"] = new(5, [new("loss", 5, 1, 9, 4, 1), new("acc.max", 0.5, 0.5, 0.5, 1, 0), new("gone", double.NaN, double.NaN, double.NaN, 0, 2)]),
                ["train.best"] = new(1, [new("loss", 7, 7, 7, 1, 0)]),
            },
        };

        Assert.Equal(value, RunColumn.Parse(column).Of(run));
    }

    [Theory]
    [InlineData("")]
    [InlineData("params.")]
    [InlineData("loss")]
    [InlineData("metrics..x")]
    public void What_is_no_column_is_refused(string text) => Assert.ThrowsAny<ConfigurationException>(() => RunColumn.Parse(text));

    [Fact]
    public Task Pages_have_every_run_once_and_in_order() =>
        Gen.Select(
            Gen.Int[0, _values.Length - 1].Array[0, 40], Gen.Bool, Gen.Int[1, 7],
            (values, descending, first) => (Values: values, Descending: descending, First: first)).ForAllAsync(100, async sample =>
        {
            var (values, descending, first) = sample;
            var test = new RunTableTests();
            for (var i = 0; i < values.Length; i++)
                test.Add($"run-{i}", new() { ["x"] = _values[values[i]] });
            var query = new RunTableQuery { Sort = RunColumn.Parse("params.x"), Descending = descending, First = first };
            var whole = await test._table.ReadAsync(query with { First = 100 }, default);
            var paged = new List<RunFacts>();
            for (RunTablePage? page = null; page is null or { HasMore: true };)
            {
                page = await test._table.ReadAsync(query with { After = page?.EndCursor }, default);
                Assert.True(page.Runs.Count == first || !page.HasMore);
                Assert.Equal(values.Length, page.Total);
                paged.AddRange(page.Runs);
            }

            Assert.Equal(whole.Runs, paged);
            Assert.Equal(values.Length, paged.Count);
        });

    [Fact]
    public async Task A_run_that_came_or_went_shifts_no_page()
    {
        foreach (var name in new[] { "b", "d", "f", "h" })
            Add(name, []);
        var query = new RunTableQuery { Sort = RunColumn.Parse("name"), First = 2 };
        var page = await _table.ReadAsync(query, default);
        _runs.RemoveAll(run => run.Experiment.Name == "d");
        Add("a", []);
        Add("e", []);
        _clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal("e f", await NamesAsync(query with { After = page.EndCursor }));
    }

    [Fact]
    public async Task A_cursor_of_another_order_is_refused()
    {
        Add("a", []);
        var cursor = (await _table.ReadAsync(new() { Sort = RunColumn.Parse("name") }, default)).EndCursor!;
        foreach (var query in new RunTableQuery[]
        {
            new() { After = cursor }, new() { Sort = RunColumn.Parse("name"), Descending = true, After = cursor },
            new() { Sort = RunColumn.Parse("name"), After = cursor[..^2] + "!!" }, new() { After = "x" }, new() { After = "" },
        })
            Assert.Equal("IllegalCursor", (await Assert.ThrowsAsync<ConfigurationException>(() => _table.ReadAsync(query, default))).ErrorId);
    }

    [Fact]
    public async Task Runs_are_looked_at_when_the_last_look_is_old()
    {
        Add("a", []);
        await NamesAsync(new());
        _clock.Advance(RunTable.Freshness / 2);
        await NamesAsync(new());
        Assert.Equal(1, _looks);

        _clock.Advance(RunTable.Freshness);
        Add("b", []);
        Assert.Equal("a b", await NamesAsync(new()));
        Assert.Equal(2, _looks);
    }

    [Fact]
    public async Task Who_asks_again_soon_does_not_wait_for_a_look()
    {
        await NamesAsync(new());
        var (asked, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        _look = _ =>
        {
            asked.SetResult();
            return goOn.Task;
        };
        _clock.Advance(RunTable.Freshness * 0.75);
        Add("a", []);

        Assert.Equal("", await NamesAsync(new()));
        await asked.Task.WaitAsync(TimeSpan.FromMinutes(1));
        _clock.Advance(RunTable.Freshness / 2);
        var waiting = NamesAsync(new());
        Assert.False(waiting.IsCompleted);
        goOn.SetResult();
        Assert.Equal("a", await waiting);
        Assert.Equal(2, _looks);
    }

    [Fact]
    public async Task Looks_that_take_long_are_far_apart()
    {
        _look = _ =>
        {
            _clock.Advance(TimeSpan.FromSeconds(10));
            return Task.CompletedTask;
        };
        await NamesAsync(new());
        _clock.Advance(TimeSpan.FromSeconds(9));
        await NamesAsync(new());
        Assert.Equal(1, _looks);
        _clock.Advance(TimeSpan.FromSeconds(40));
        await NamesAsync(new());
        Assert.Equal(2, _looks);
    }

    [Fact]
    public async Task An_answer_is_no_older_than_was_asked_for_though_a_look_is_under_way()
    {
        await NamesAsync(new() { MaxAge = TimeSpan.FromSeconds(9) });
        var (asked, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        _look = _ =>
        {
            asked.TrySetResult();
            return goOn.Task;
        };
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("", await NamesAsync(new() { MaxAge = TimeSpan.FromSeconds(1) }));
        var first = NamesAsync(new() { MaxAge = TimeSpan.Zero });
        await asked.Task.WaitAsync(TimeSpan.FromMinutes(1));
        _clock.Advance(TimeSpan.FromSeconds(1));
        var second = NamesAsync(new() { MaxAge = TimeSpan.Zero });
        goOn.SetResult();

        Assert.Equal(["", ""], await Task.WhenAll(first, second));
        Assert.Equal(3, _looks);
    }

    [Fact]
    public async Task Callers_at_once_share_a_look_and_one_that_leaves_ends_none()
    {
        Add("a", []);
        var goOn = new TaskCompletionSource();
        _look = goOn.Task.WaitAsync;
        using var leaving = new CancellationTokenSource();
        var left = _table.ReadAsync(new(), leaving.Token);
        var others = Enumerable.Range(0, 5).Select(_ => NamesAsync(new())).ToList();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        goOn.SetResult();

        Assert.All(await Task.WhenAll(others), names => Assert.Equal("a", names));
        Assert.Equal(1, _looks);
    }

    [Fact]
    public async Task A_look_that_nobody_waits_for_ends_and_the_next_caller_begins_another()
    {
        var ended = new TaskCompletionSource();
        _look = async cancellationToken =>
        {
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            finally
            {
                ended.SetResult();
            }
        };
        using var leaving = new CancellationTokenSource();
        var left = _table.ReadAsync(new(), leaving.Token);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        await ended.Task.WaitAsync(TimeSpan.FromMinutes(1));

        _look = _ => Task.CompletedTask;
        Assert.Equal("", await NamesAsync(new()));
    }

    [Fact]
    public async Task A_look_that_fails_is_told_and_tried_again()
    {
        _look = _ => throw new IOException("no disk");
        await Assert.ThrowsAsync<IOException>(() => NamesAsync(new()));
        _look = _ => Task.CompletedTask;
        Assert.Equal("", await NamesAsync(new()));
    }

    [Fact]
    public async Task The_version_says_whether_anything_changed()
    {
        Add("a", []);
        var first = await VersionAsync();
        Assert.Equal(first, await VersionAsync());
        Add("b", []);
        var second = await VersionAsync();
        Assert.NotEqual(first, second);
        _runs.RemoveAt(0);
        Add("a", []);
        Assert.NotEqual(second, await VersionAsync());

        async Task<long> VersionAsync()
        {
            _clock.Advance(TimeSpan.FromSeconds(3));
            return (await _table.ReadAsync(new(), default)).Version;
        }
    }

    private void Add(string name, OrderedDictionary parameters, DateTimeOffset? startedAt = null) => _runs.Add(new()
    {
        Experiment = new() { Path = ExperimentPath.Recorded($"project/{name}"), Name = name, StartedAt = startedAt },
        Parameters = parameters,
        Metrics = new Dictionary<string, MetricFacts>(),
    });

    private async Task<string> NamesAsync(RunTableQuery query) =>
        string.Join(' ', (await _table.ReadAsync(query, default)).Runs.Select(run => run.Experiment.Name));

    private async IAsyncEnumerable<RunFacts> ReadAsync(
        IReadOnlyDictionary<ExperimentPath, RunFacts> known, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _looks);
        await _look(cancellationToken);
        foreach (var run in _runs.ToArray())
            yield return run;
    }
}
