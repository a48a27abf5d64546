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
    /// <inheritdoc />
    /// <remarks>All facts are sent again: what has changed, the server knows. An owner that the query does not name is looked for first.</remarks>
    public async IAsyncEnumerable<RunFacts> ReadFactsAsync(
        ExperimentQuery query, IReadOnlyDictionary<ExperimentPath, RunFacts> known, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<RunFacts> all = [];
        foreach (var (space, project) in await ScopesAsync(query, cancellationToken).ConfigureAwait(false))
        {
            var address = Routes.Runs(space) + string.Create(CultureInfo.InvariantCulture, $"?sort=path&first={WireLimits.ObjectsAPage}")
                + (project is null ? string.Empty : $"&project={Uri.EscapeDataString(project)}")
                + (query.At is { } one ? $"&filter={Uri.EscapeDataString($"path = '{one.Value.Replace("'", "''", StringComparison.Ordinal)}'")}" : string.Empty);
            // The server may answer from memory; what is asked for here is what was recorded before, also where another server has the next page.
            var begun = _server.Options.Clock.GetTimestamp();
            if (await IfAnsweredAsync(_server.FindAsync(address + "&maxAge=0", cancellationToken)).ConfigureAwait(false) is not { } first)
            {
                // A server that does not have this call, or a project that is not there.
                await foreach (var run in PointwiseFacts.ReadAsync(this, query, known, cancellationToken).ConfigureAwait(false))
                    yield return run;
                yield break;
            }

            for (var page = Answer.Of(_server.Address, first); ;)
            {
                all.AddRange(page.Maps(WireMembers.Runs).Select(run => ReadRun(run, space, query, known)).OfType<RunFacts>());
                if (!page.Flag(WireMembers.HasMore))
                    break;
                var age = Math.Min(_server.Options.Clock.GetElapsedTime(begun).TotalSeconds, WireLimits.RunTableAge);
                var next = string.Create(
                    CultureInfo.InvariantCulture, $"{address}&maxAge={age:F6}&after={Uri.EscapeDataString(page.Text(WireMembers.EndCursor))}");
                page = Answer.Of(_server.Address, await _server.GetAsync(next, cancellationToken).ConfigureAwait(false));
            }
        }

        foreach (var run in query.Arrange(all, run => run.Experiment))
            yield return run;
    }

    /// <summary>Whose experiments are asked for, and of which project, where the query says so.</summary>
    private async Task<IReadOnlyList<(string Space, string? Project)>> ScopesAsync(ExperimentQuery query, CancellationToken cancellationToken)
    {
        if ((query.At ?? query.Under) is { } under)
            return [under.Segments is [var owner, var project, ..] ? (owner, project) : (under.Value, null)];
        var owners = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var record in FindAsync(query, cancellationToken).ConfigureAwait(false))
            owners.Add(record.Path.Segments[0]);
        return [.. owners.Select(owner => (owner, (string?)null))];
    }

    /// <summary>The facts of an experiment; null when the query does not mean it, and, with a warning, when its name cannot be a path here.</summary>
    private RunFacts? ReadRun(Answer run, string space, ExperimentQuery query, IReadOnlyDictionary<ExperimentPath, RunFacts> known)
    {
        var place = new RemotePath(space, run.Text(WireMembers.ProjectSlug), run.Text(WireMembers.DisplayPath));
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
        return RunFacts.Of(record, (parameters, default), ReadMetrics(run, before), before);
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
