using System.Globalization;
using System.Runtime.CompilerServices;
using MlDash.Client;
using MlDash.Experiments;
using MlDash.Protocol;
using MlDash.Series;

namespace MlDash.Storage.Remote;

/// <content>Facts of experiments.</content>
public sealed partial class RemoteExperimentStore
{
    private const int LongestSentFilter = 4000;

    /// <inheritdoc />
    /// <remarks>All facts are sent again: what has changed, the server knows. Experiments that a filter excludes are not sent.</remarks>
    public async IAsyncEnumerable<RunFacts> ReadFactsAsync(
        ExperimentQuery query, IReadOnlyDictionary<ExperimentPath, RunFacts> known, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var all = await FactsAsync(query, known, cancellationToken).ConfigureAwait(false);
        // A server that does not have this call, or a project that is not there.
        await foreach (var run in all is not null ? query.Arrange(all, run => run.Experiment).ToAsync(cancellationToken).ConfigureAwait(false)
            : PointwiseFacts.ReadAsync(this, query, known, cancellationToken).ConfigureAwait(false))
            yield return run;
    }

    /// <summary>All facts that are meant, in the order of their paths; null when the server does not answer.</summary>
    private async Task<List<RunFacts>?> FactsAsync(
        ExperimentQuery query, IReadOnlyDictionary<ExperimentPath, RunFacts> known, CancellationToken cancellationToken)
    {
        if ((query.At ?? query.Under) is { } under)
            return under.Segments is [var owner, var project, ..]
                ? await FactsInAsync(Routes.Runs(owner), owner, project, query, known, cancellationToken).ConfigureAwait(false)
                : await FactsInAsync(Routes.Runs(under.Value), under.Value, null, query, known, cancellationToken).ConfigureAwait(false);
        if (await FactsInAsync(Routes.AllRuns, string.Empty, null, query, known, cancellationToken).ConfigureAwait(false) is { } together)
            return together;
        // An earlier server answers for one namespace after another.
        var owners = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var record in FindAsync(query, cancellationToken).ConfigureAwait(false))
            owners.Add(record.Path.Segments[0]);
        var all = new List<RunFacts>();
        foreach (var space in owners)
        {
            if (await FactsInAsync(Routes.Runs(space), space, null, query, known, cancellationToken).ConfigureAwait(false) is not { } some)
                return null;
            all.AddRange(some);
        }

        return all;
    }

    /// <summary>The facts of a table; null when the server does not have it.</summary>
    private async Task<List<RunFacts>?> FactsInAsync(
        string table, string space, string? project, ExperimentQuery query, IReadOnlyDictionary<ExperimentPath, RunFacts> known,
        CancellationToken cancellationToken)
    {
        var address = table + string.Create(CultureInfo.InvariantCulture, $"?sort=path&first={WireLimits.ObjectsAPage}")
            + (project is null ? string.Empty : $"&project={Uri.EscapeDataString(project)}")
            + (FilterOf(query) is { Length: > 0 } filter ? $"&filter={Uri.EscapeDataString(filter)}" : string.Empty);
        // The server may answer from memory; what is asked for here is what was recorded before, also where another server has the next page.
        var begun = _server.Options.Clock.GetTimestamp();
        if (await IfAnsweredAsync(_server.FindAsync(address + "&maxAge=0", cancellationToken)).ConfigureAwait(false) is not { } first)
            return null;
        var all = new List<RunFacts>();
        for (var page = Answer.Of(_server.Address, first); ;)
        {
            all.AddRange(page.Maps(WireMembers.Runs).Select(run => ReadRun(run, space, query, known)).OfType<RunFacts>());
            if (!page.Flag(WireMembers.HasMore))
                return all;
            var age = Math.Min(_server.Options.Clock.GetElapsedTime(begun).TotalSeconds, WireLimits.RunTableAge);
            var next = string.Create(
                CultureInfo.InvariantCulture, $"{address}&maxAge={age:F6}&after={Uri.EscapeDataString(page.Text(WireMembers.EndCursor))}");
            page = Answer.Of(_server.Address, await _server.GetAsync(next, cancellationToken).ConfigureAwait(false));
        }
    }

    /// <summary>What the server leaves out; all that comes is looked at here, too.</summary>
    private static string FilterOf(ExperimentQuery query)
    {
        var at = query.At is { } one ? $"path = '{one.Value.Replace("'", "''", StringComparison.Ordinal)}'" : string.Empty;
        // An address has no room for a filter of any length.
        return query.Where?.Text is not { Length: > 0 and <= LongestSentFilter } text || string.IsNullOrWhiteSpace(text) ? at
            : at.Length == 0 ? text : $"{at} and ({text})";
    }

    /// <summary>The facts of an experiment; null when the query does not mean it, and, with a warning, when its name cannot be a path here.</summary>
    private RunFacts? ReadRun(Answer run, string space, ExperimentQuery query, IReadOnlyDictionary<ExperimentPath, RunFacts> known)
    {
        var place = new RemotePath(run.OptionalText(WireMembers.NamespaceSlug) ?? space, run.Text(WireMembers.ProjectSlug), run.Text(WireMembers.DisplayPath));
        ExperimentRecord record;
        try
        {
            record = ReadRecord(run, place) with
            {
                WriteProtected = run.OptionalFlag(WireMembers.WriteProtected) ?? false,
                Error = run.OptionalText(WireMembers.Error),
            };
        }
        catch (ExperimentException fault)
        {
            if (query.MayMean(place.ToString()))
                Warnings.Enqueue($"An experiment on the server is skipped: {fault.Message}");
            return null;
        }

        if (!query.Matches(record))
            return null;
        var before = RunFacts.Of(record, known);
        var parameters = RunFacts.Kept(run.OptionalMembers(WireMembers.Parameters) ?? []);
        var facts = RunFacts.Of(record, (parameters, default), ReadMetrics(run, before), before);
        return query.Where?.Holds(facts) != false ? facts : null;
    }

    private static Dictionary<string, MetricFacts> ReadMetrics(Answer run, RunFacts? before)
    {
        var (found, metrics) = (new Dictionary<string, MetricFacts>(StringComparer.Ordinal), run.Map(WireMembers.Metrics));
        foreach (string name in run.OptionalMembers(WireMembers.Metrics)!.Keys)
        {
            var metric = metrics.Map(name);
            var fields = metric.Map(WireMembers.Fields);
            var facts = new MetricFacts(
                metric.Count(WireMembers.Points),
                metric.OptionalMembers(WireMembers.Fields)!.Keys.Cast<string>().Select(field => ReadField(field, fields.Map(field))));
            found[name] = before?.Metrics.GetValueOrDefault(name) is { } same && same.IsSame(facts) ? same : facts;
        }

        return found;
    }

    private static FieldFacts ReadField(string name, Answer field)
    {
        return new(
            name, Number(WireMembers.Last), Number(WireMembers.Min), Number(WireMembers.Max), field.Count(WireMembers.Count),
            field.Count(WireMembers.NonFinite));

        // A number that is not finite is not there.
        double Number(string member) => field.OptionalNumber(member) is { } number ? Convert.ToDouble(number, CultureInfo.InvariantCulture) : double.NaN;
    }
}
