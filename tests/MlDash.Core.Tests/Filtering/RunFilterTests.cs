using System.Collections.Specialized;
using System.Globalization;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using MlDash.Comparing;
using MlDash.Experiments;
using MlDash.Filtering;
using MlDash.Series;

namespace MlDash.Tests.Filtering;

/// <summary>Filters of runs: what holds, what does not, and what the errors say.</summary>
public sealed class RunFilterTests
{
    private static readonly DateTimeOffset _now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly FakeTimeProvider _clock = new(_now);

    private static readonly string[] _pieces =
    [
        "and", "or", "not", "exists", "has", "in", "(", ")", ",", "=", "!=", "<", "~", "!~", "!", "'", "\"", " ", "params.lr", "tags", "status", "failed",
        "-7d",
        "0.01", "NaN", "metrics.val.loss.min", "*", "[", "\0", "\ud800", "started", "é",
    ];

    private static readonly string[] _conditions =
        ["failed", "completed", "params.lr < 1", "params.lr > 1", "(tags has baseline or exists params.x)", "(archived and exists params.lr)", "resnet"];

    private static readonly object?[] _stored = [null, 1L, 0.5, 2.5, double.NaN, "a", "B", true];
    private static readonly string[] _signs = ["=", "!=", "<", "<=", ">", ">="];

    private static readonly RunFacts _run = Run("alice/vision/resnet 50/run-1", ExperimentStatus.Failed, ["baseline", "Night"], new()
    {
        ["lr"] = 0.005, ["batch"] = 64L, ["text"] = "0.005", ["model"] = "ResNet", ["fast"] = true, ["learning rate"] = 1L, ["nan"] = double.NaN,
        ["it's"] = "x", ["none"] = null,
    });

    [Theory]
    [InlineData("", true)]
    [InlineData("status = failed", true)]
    [InlineData("STATUS == 'Failed'", true)]
    [InlineData("status != failed", false)]
    [InlineData("failed", true)]
    [InlineData("archived", false)]
    [InlineData("not archived", true)]
    [InlineData("not not archived", false)]
    [InlineData("status in (completed, failed)", true)]
    [InlineData("status in (completed)", false)]
    [InlineData("id in ('7356', '8')", true)]
    [InlineData("id = 7356", true)]
    [InlineData("id = '73'", false)]
    [InlineData("tags has 'BASELINE'", true)]
    [InlineData("tags has base", false)]
    [InlineData("tags ~ base*", true)]
    [InlineData("tags !~ base*", false)]
    [InlineData("tags in (a, night)", true)]
    [InlineData("exists tags", true)]
    [InlineData("exists bindrs", false)]
    [InlineData("params.lr < 0.01", true)]
    [InlineData("params.lr<0.01", true)]
    [InlineData("params.lr >= 5e-3 and params.lr <= 0.005", true)]
    [InlineData("params.lr > '0.001'", true)]
    [InlineData("params.lr = abc", false)]
    [InlineData("params.lr != abc", true)]
    [InlineData("params.lr < abc", false)]
    [InlineData("params.batch = 64.0", true)]
    [InlineData("params.text = 0.005", true)]
    [InlineData("params.text < 1", false)]
    [InlineData("params.text < '1'", true)]
    [InlineData("params.model = resnet", true)]
    [InlineData("params.model ~ 'res*'", true)]
    [InlineData("params.model ~ res", false)]
    [InlineData("params.fast = true", true)]
    [InlineData("params.fast = false", false)]
    [InlineData("params.'learning rate' = 1", true)]
    [InlineData("\"params.learning rate\" = 1", true)]
    [InlineData("params.'it''s' = x", true)]
    [InlineData("params.nan = NaN", true)]
    [InlineData("params.nan != 1", true)]
    [InlineData("params.nan < 1", false)]
    [InlineData("params.nan > 1", false)]
    [InlineData("params.missing = 1", false)]
    [InlineData("params.missing != 1", false)]
    [InlineData("params.missing !~ x", false)]
    [InlineData("not params.missing = 1", true)]
    [InlineData("exists params.lr", true)]
    [InlineData("exists params.missing", false)]
    [InlineData("exists params.none", false)]
    [InlineData("metrics.val.loss.min < 0.3", true)]
    [InlineData("metrics.val.loss > 0.3", true)]
    [InlineData("metrics.val.loss.max = inf", false)]
    [InlineData("metrics.gone.loss.min < 0.3", false)]
    [InlineData("started > -7d", true)]
    [InlineData("started > -1d", false)]
    [InlineData("started < 1d", true)]
    [InlineData("started >= 2026-11-18T12:00:00Z", true)]
    [InlineData("started > 2026-11-18T12:00:00Z", false)]
    [InlineData("ended > -30d", false)]
    [InlineData("exists ended", false)]
    [InlineData("name = RUN-1", true)]
    [InlineData("name ~ 'run-?'", true)]
    [InlineData("path ~ *vision*", true)]
    [InlineData("resnet", true)]
    [InlineData("RESNET run", true)]
    [InlineData("resnet night", false)]
    [InlineData("'resnet 50'", true)]
    [InlineData("'failed'", false)]
    [InlineData("resnet and failed or archived", true)]
    [InlineData("archived or failed and resnet", true)]
    [InlineData("archived and failed or completed", false)]
    [InlineData("failed or completed and archived", true)]
    [InlineData("(failed or completed) and archived", false)]
    [InlineData("not (archived or completed)", true)]
    [InlineData("status = failed and (tags has 'baseline' or params.lr < 0.01) and metrics.val.loss.min < 0.3 and started > -7d and name ~ 'run*' and not archived", true)]
    public void What_holds_for_a_run(string filter, bool holds) => Assert.Equal(holds, RunFilter.Parse(filter, _clock).Holds(_run));

    [Theory]
    [InlineData("duration < 90s", false)]
    [InlineData("duration < 1.5h", true)]
    [InlineData("duration = 1h", true)]
    [InlineData("duration > '59 min'", true)]
    [InlineData("duration = 3600", true)]
    [InlineData("duration > 2w", false)]
    public void A_duration_is_compared_with_lengths_of_time_and_seconds(string filter, bool holds)
    {
        var run = Run("p/r", ExperimentStatus.Completed, [], [], ended: _now.AddDays(-2).AddHours(1));
        Assert.Equal(holds, RunFilter.Parse(filter, _clock).Holds(run));
    }

    [Theory]
    [InlineData("params.lr <", 12, "Expected a value, but found the end of the filter.")]
    [InlineData("params.lr < and x", 13, "Expected a value, but found 'and'.")]
    [InlineData("params.lr ! 3", 11, "'!' stands only before = and ~.")]
    [InlineData("params.lr < 'abc", 13, "A quoted text has no end.")]
    [InlineData("colour = red", 1, "'colour' cannot be asked for.")]
    [InlineData("status = broken", 10, "'broken' is no status.")]
    [InlineData("status in (failed, broken)", 20, "'broken' is no status.")]
    [InlineData("started > soon", 11, "'soon' is no time.")]
    [InlineData("duration > long", 12, "'long' is no length of time.")]
    [InlineData("name has x", 6, "'name' is no list.")]
    [InlineData("tags = x", 6, "'tags' is a list.")]
    [InlineData("(failed", 8, "Expected ')', but found the end of the filter.")]
    [InlineData("failed)", 7, "')' cannot stand here.")]
    [InlineData("failed completed = 3", 8, "'completed' cannot stand here.")]
    [InlineData("status in failed", 11, "Expected '(', but found 'failed'.")]
    [InlineData("status in (failed", 18, "Expected ',' or ')', but found the end of the filter.")]
    [InlineData("and failed", 1, "Expected a condition, but found 'and'.")]
    [InlineData("failed and", 11, "Expected a condition, but found the end of the filter.")]
    [InlineData("name ~ '[z-a]'", 8, "The pattern '[z-a]' cannot be used")]
    [InlineData("failed params.lr < 1", 8, "'params.lr' cannot stand here.")]
    public void An_error_points_at_the_place(string filter, int character, string what)
    {
        var fault = Assert.Throws<ConfigurationException>(() => RunFilter.Parse(filter, _clock));
        Assert.Equal("IllegalFilter", fault.ErrorId);
        Assert.Equal(character, fault.Target);
        Assert.StartsWith($"The filter is wrong at character {character}: {what}", fault.Message, StringComparison.Ordinal);
        Assert.NotEmpty(fault.RecommendedAction);
    }

    [Fact]
    public void Depth_and_length_have_limits()
    {
        Assert.True(RunFilter.Parse(new string('(', 100) + "failed" + new string(')', 100), _clock).Holds(_run));
        foreach (var filter in new[] { new string('(', 101) + "failed", new string('(', 9_000), new string('x', RunFilter.Longest + 1) })
            Assert.Equal("IllegalFilter", Assert.Throws<ConfigurationException>(() => RunFilter.Parse(filter, _clock)).ErrorId);
        Assert.True(RunFilter.Parse(string.Concat(Enumerable.Repeat("not ", 2_000)) + "failed", _clock).Holds(_run));
    }

    [Fact]
    public void Whatever_is_written_is_a_filter_or_the_one_error() => Gen.Int[0, _pieces.Length - 1].Array[0, 14]
        .Select(picks => string.Concat(picks.Select(pick => _pieces[pick]))).Sample(
        text =>
        {
            try
            {
                RunFilter.Parse(text, _clock).Holds(_run);
            }
            catch (ConfigurationException fault)
            {
                Assert.Equal("IllegalFilter", fault.ErrorId);
                Assert.InRange((int)fault.Target!, 1, text.Length + 1);
            }
        },
        iter: 20_000);

    [Fact]
    public void A_filter_finds_what_one_written_by_hand_finds() => Gen.Select(
        Gen.Int[0, _stored.Length - 1], Gen.Int[0, _signs.Length - 1], Gen.Int[-2, 6], Gen.Bool).Sample((place, signed, halves, negated) =>
        {
            var (value, sign, bound) = (_stored[place], _signs[signed], halves / 2.0);
            var run = Run("p/r", ExperimentStatus.Running, [], new() { ["x"] = value });
            var filter = string.Create(CultureInfo.InvariantCulture, $"{(negated ? "not " : "")}params.x {sign} {bound:R}");
            bool? byHand = value switch
            {
                null => false,
                string => sign == "!=",
                bool or long or double => Convert.ToDouble(value, CultureInfo.InvariantCulture) is var number && sign switch
                {
                    "=" => number == bound, "!=" => number != bound, "<" => number < bound, "<=" => number <= bound, ">" => number > bound,
                    _ => number >= bound,
                },
                _ => null,
            };
            Assert.Equal(negated ? !byHand : byHand, RunFilter.Parse(filter, _clock).Holds(run));
        });

    [Theory]
    [InlineData("name = run-1", true)]
    [InlineData("status = failed or tags has x", true)]
    [InlineData("run", true)]
    [InlineData("", true)]
    [InlineData("name = run-1 and params.lr < 1", false)]
    [InlineData("not exists metrics.val.loss", false)]
    public void A_filter_tells_whether_records_alone_decide_it(string filter, bool isOfRecords) =>
        Assert.Equal(isOfRecords, RunFilter.Parse(filter, _clock).IsOfRecords);

    [Theory]
    [InlineData("status = completed and params.lr < 1", false)]
    [InlineData("status = failed and params.lr < 1", true)]
    [InlineData("status = completed or params.lr > 1", true)]
    [InlineData("not (status = failed or params.lr > 1)", false)]
    [InlineData("not (status = failed and params.lr > 1)", true)]
    public void A_record_excludes_a_run_only_when_no_parameter_could_change_it(string filter, bool mayHold) =>
        Assert.Equal(mayHold, RunFilter.Parse(filter, _clock).MayHold(_run.Experiment));

    [Fact]
    public void What_a_record_excludes_holds_for_no_run_of_it() => Gen.Int[0, _conditions.Length - 1].Array[1, 5].Select(Gen.Bool.Array[5], Gen.Bool.Array[5])
        .Sample((picks, negated, joined) =>
        {
            var text = string.Join(' ', picks.Select((pick, at) =>
                $"{(at == 0 ? "" : joined[at] ? "and " : "or ")}{(negated[at] ? "not " : "")}{_conditions[pick]}"));
            var filter = RunFilter.Parse(text, _clock);
            if (filter.Holds(_run))
                Assert.True(filter.MayHold(_run.Experiment), text);
            if (filter.IsOfRecords)
                Assert.Equal(filter.Holds(_run), filter.MayHold(_run.Experiment));
        });

    [Fact]
    public async Task A_table_counts_and_pages_those_that_fit()
    {
        RunFacts[] runs = [.. Enumerable.Range(0, 25).Select(i => Run($"p/run-{i:00}", ExperimentStatus.Completed, [], new() { ["i"] = (long)i }))];
        var table = new RunTable((_, _) => runs.ToAsyncEnumerable(), new(), _clock);
        var filter = RunFilter.Parse("params.i >= 10", _clock);
        var query = new RunTableQuery { Where = filter.Holds, Sort = RunColumn.Parse("params.i"), Descending = true, First = 10 };
        var page = await table.ReadAsync(query, default);
        Assert.Equal((15, true, "run-24"), (page.Total, page.HasMore, page.Runs[0].Experiment.Name));
        var rest = await table.ReadAsync(query with { After = page.EndCursor }, default);
        Assert.Equal((15, false, "run-10"), (rest.Total, rest.HasMore, rest.Runs[^1].Experiment.Name));
    }

    private static RunFacts Run(string path, ExperimentStatus status, string[] tags, OrderedDictionary parameters, DateTimeOffset? ended = null) => new()
    {
        Experiment = new()
        {
            Path = ExperimentPath.Recorded(path)!, Name = path[(path.LastIndexOf('/') + 1)..], Id = "7356", Status = status, Tags = tags,
            StartedAt = _now.AddDays(-2), EndedAt = ended,
        },
        Parameters = parameters,
        Metrics = new Dictionary<string, MetricFacts> { ["val"] = new(3, [new("loss", 0.5, 0.25, 0.75, 3, 0)]) },
    };
}
