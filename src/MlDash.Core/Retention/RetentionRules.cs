using System.Runtime.CompilerServices;

namespace MlDash.Retention;

/// <summary>
/// What of a project is removed, and when: <c>keep last 50 and all tagged baseline; failed 90d; files over 1 GB 14d; points thinned after 1y</c>. The whole
/// language is in docs/retention.md.
/// </summary>
public sealed class RetentionRules
{
    private readonly List<RetentionRule> _rules;

    private RetentionRules(string text, List<RetentionRule> rules) => (Text, _rules) = (text, rules);

    /// <summary>As they were written.</summary>
    public string Text { get; }

    /// <summary>Whether records alone decide, so that parameters and metrics need not be read.</summary>
    public bool AskOnlyRecords => _rules.OfType<KeepFound>().All(rule => rule.Filter.IsOfRecords);

    /// <summary>The rules of a text.</summary>
    /// <param name="text">The text; an empty one has none.</param>
    /// <param name="clock">What times such as <c>-7d</c> in filters are counted from; the system's when absent.</param>
    /// <exception cref="ConfigurationException"><c>IllegalRetention</c>; the message says at which character.</exception>
    public static RetentionRules Parse(string text, TimeProvider? clock = null) => new(text, RuleParser.Read(text, clock ?? TimeProvider.System));

    /// <summary>What goes by these rules. The same experiments at the same time give the same answer, and nothing is changed.</summary>
    /// <param name="experiments">All experiments of the project.</param>
    /// <param name="project">Its name.</param>
    /// <param name="root">Where they are.</param>
    /// <param name="data">What they hold.</param>
    /// <param name="now">The time that ages are counted up to.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<RetentionResult> PlanAsync(
        IReadOnlyCollection<RetentionFacts> experiments, string project, string root, IRetainedData data, DateTimeOffset now,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var kept = Kept(experiments);
        foreach (var facts in experiments)
        {
            if (facts.IsUntouchable || facts.Since is not { } since || kept.Contains(facts.Experiment.Path))
                continue;
            var (age, record) = (now - since, facts.Experiment);
            if (RuleOf(record.Status) is { } rule && age >= rule.Age)
            {
                if (await data.SizeAsync(record, cancellationToken).ConfigureAwait(false) is { } size)
                    yield return Result(RetentionKind.Experiment, record, rule, size, data.HasRecycleBin ? 0 : size);
                continue;
            }

            // Files and points are gone for good: they stay as long as the run may want them.
            if (MayRun(record.Status))
                continue;
            await foreach (var part in PartsAsync(record, age, since).ConfigureAwait(false))
                yield return part;
        }

        async IAsyncEnumerable<RetentionResult> PartsAsync(ExperimentRecord record, TimeSpan age, DateTimeOffset since)
        {
            var ripe = _rules.OfType<RemoveFiles>().Where(rule => age >= rule.Age).ToList();
            if (ripe.Count > 0)
            {
                await foreach (var file in data.FilesAsync(record, cancellationToken).ConfigureAwait(false))
                {
                    // A file that was saved after the end of the run is as old as it is itself.
                    var fileAge = now - (file.UploadedAt > since ? file.UploadedAt.Value : since);
                    if (ripe.Find(rule => file.Length > rule.Over && fileAge >= rule.Age && rule.Named?.IsMatch(file.Path) != false) is { } rule)
                        yield return new(Result(RetentionKind.File, record, rule, file.Length, file.Length)) { Name = file.Path, FileId = file.Id };
                }
            }

            if (_rules.OfType<ThinPoints>().FirstOrDefault() is not { } thinning || age < thinning.Age)
                yield break;
            await foreach (var metric in data.MetricsAsync(record, thinning.To, cancellationToken).ConfigureAwait(false))
                yield return new(Result(RetentionKind.Points, record, thinning, metric.Freed, metric.Freed)) { Name = metric.Name };
        }

        RetentionResult Result(RetentionKind what, ExperimentRecord record, RetentionRule rule, long size, long freed) => new()
        {
            What = what,
            Prefix = record.Path.Value,
            Project = project,
            Rule = rule.Text,
            Size = size,
            Freed = freed,
            Root = root,
            Experiment = record,
        };
    }

    /// <summary>How many points of a metric stay by the rule that thins them.</summary>
    internal static int PointsOf(string rule) => RuleParser.Read(rule, TimeProvider.System).OfType<ThinPoints>().Single().To;

    /// <summary>
    /// The rule about experiments of a status: its own, else that about all. Nobody knows of lost and unknown ones whether they run, so that only a rule of
    /// their own is about them.
    /// </summary>
    private RemoveExperiments? RuleOf(ExperimentStatus status)
    {
        var rules = _rules.OfType<RemoveExperiments>().ToList();
        return rules.Find(rule => rule.Status == status)
            ?? (MayRun(status) ? null : rules.Find(rule => rule.Status is null));
    }

    private static bool MayRun(ExperimentStatus status) => status is ExperimentStatus.Lost or ExperimentStatus.Unknown;

    private HashSet<ExperimentPath> Kept(IReadOnlyCollection<RetentionFacts> experiments)
    {
        var kept = experiments.Where(facts => _rules.OfType<KeepFound>().Any(rule => rule.Filter.Holds(facts.Run)))
            .Select(facts => facts.Experiment.Path).ToHashSet();
        foreach (var rule in _rules.OfType<KeepLast>())
        {
            // Running ones stay anyway, and take the place of none.
            var ended = experiments.Select(facts => facts.Experiment).Where(experiment => experiment.Status != ExperimentStatus.Running);
            foreach (var folder in ended.GroupBy(experiment => rule.OfEachFolder ? FolderOf(experiment.Path) : string.Empty, StringComparer.Ordinal))
                kept.UnionWith(Last(folder, rule.Count));
        }

        return kept;
    }

    /// <summary>The paths of those that started last; one whose start nobody knows may be the last of all.</summary>
    private static IEnumerable<ExperimentPath> Last(IEnumerable<ExperimentRecord> experiments, int count) => experiments
        .OrderByDescending(experiment => experiment.StartedAt ?? experiment.CreatedAt ?? experiment.UpdatedAt ?? DateTimeOffset.MaxValue)
        .ThenBy(experiment => experiment.Path.Value, StringComparer.Ordinal)
        .Take(count).Select(experiment => experiment.Path);

    private static string FolderOf(ExperimentPath path) => path.Value[..Math.Max(path.Value.LastIndexOf('/'), 0)];
}
