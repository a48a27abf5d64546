using System.Collections;
using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Cmdlets.Views;
using MlDash.Json;
using MlDash.Metrics;

namespace MlDash.Cmdlets.Commands;

/// <summary>
/// Adds points to a metric: a hashtable, or an object's properties, is one point. Without a metric name, scalars go to the unnamed metric
/// and every object inside is a point of the metric of its name.
/// </summary>
[Cmdlet(VerbsCommon.Add, "MlDashMetric", DefaultParameterSetName = PointSet)]
[OutputType(typeof(void))]
public sealed class AddMlDashMetricCommand : RecordingCommand
{
    private const string PointSet = "Point";
    private const string NestedSet = "Nested";
    private const string ValueSet = "Value";

    private AppendClock? _clock;
    private ExperimentMetric? _metric;
    private Experiment? _owner;
    private SeriesDescription? _about;
    private CellTexts? _texts;

    /// <summary>Name of the metric; a <c>/</c> makes groups.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PointSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ValueSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(MetricCompleter))]
    [NameText]
    public string Name { get; set; } = null!;

    /// <summary>
    /// One point: a hashtable, any object with properties, or a number, which becomes the field <c>value</c>; a list of them is as many points. Texts of an
    /// object are recorded as numbers when the number gives the text back, as most cells of Import-Csv do. A field <c>_ts</c> is the time of the point.
    /// </summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ParameterSetName = PointSet)]
    [Alias("Point")]
    public object InputObject { get; set; } = null!;

    /// <summary>
    /// Scalars for the unnamed metric, and an object for each metric: <c>@{epoch = 1; train = @{loss = 0.5}}</c>. A point that Get-MlDashMetric read is added
    /// to the metric of that name.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = NestedSet)]
    public object Nested { get; set; } = null!;

    /// <summary>One number, also from the pipeline.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ParameterSetName = ValueSet)]
    public object Value { get; set; } = null!;

    /// <summary>Field that number is recorded as.</summary>
    [Parameter(ParameterSetName = ValueSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(FieldCompleter))]
    public string Field { get; set; } = "value";

    /// <summary>Step that goes with that number, as the field <c>step</c>; a fraction stays one.</summary>
    [Parameter(ParameterSetName = ValueSet)]
    public object? Step { get; set; }

    /// <summary>Time of the point: seconds since 1970 or a date; -1: the time of the append before. Default: now.</summary>
    [Parameter]
    [Timestamp]
    public double? Timestamp { get; set; }

    /// <summary>Uses the time of the previous append to any metric or track of this experiment in this session.</summary>
    [Parameter]
    public SwitchParameter Inherit { get; set; }

    /// <summary>Description of the metric.</summary>
    [Parameter]
    public string? Description { get; set; }

    /// <summary>Tags of the metric.</summary>
    [Parameter]
    [Alias("Tags")]
    [ArgumentCompleter(typeof(TagCompleter))]
    [NotNull(IsOptional = true)]
    public string[]? Tag { get; set; }

    /// <summary>Metadata of the metric: names with any values.</summary>
    [Parameter]
    public IDictionary? Metadata { get; set; }

    /// <summary>Keeps the values in memory for Write-MlDashMetricSummary instead of recording a point.</summary>
    [Parameter]
    public SwitchParameter Buffer { get; set; }

    /// <summary>Returns when everything recorded is written.</summary>
    [Parameter]
    public SwitchParameter Flush { get; set; }

    /// <inheritdoc />
    protected override void Begin()
    {
        if (Description is not null || Tag is not null || Metadata is not null)
            _about = new SeriesDescription(Description, Tag, Metadata);
        if (Inherit)
            Timestamp = AppendClock.Inherit;
    }

    /// <inheritdoc />
    protected override void Process()
    {
        // An experiment that came down the pipeline beside a point that was given binds to both.
        var experiment = Target;
        if (!ReferenceEquals(experiment, _owner))
        {
            _owner = experiment;
            _clock = Session.ClockOf(experiment);
            _metric = ParameterSetName == NestedSet ? null : experiment.Metric(Name);
        }

        var given = ParameterSetName switch { NestedSet => Nested, ValueSet => Value, _ => InputObject };
        if (PointFields.ItemsOf(given) is { } items)
        {
            foreach (var item in items)
                RecordItem(() => Add(experiment, item));
        }
        else if (MyInvocation.ExpectingInput)
        {
            RecordItem(() => Add(experiment, given));
        }
        else
        {
            Add(experiment, given);
        }
    }

    /// <inheritdoc />
    protected override void Finish()
    {
        if (Flush)
            FlushTargets();
        base.Finish();
    }

    private CellTexts Texts => _texts ??= new CellTexts(WriteWarning);

    private void Add(Experiment experiment, object? item)
    {
        Described.Refuse(item);
        if (_metric is null)
            AddNamed(experiment, item);
        else if (ParameterSetName == ValueSet)
            AddValue(_metric, item);
        else
            AddPoint(_metric, item);
    }

    private void AddPoint(ExperimentMetric metric, object? input)
    {
        if (PointFields.DictionaryOf(input) is { } fields)
        {
            if (Buffer)
                Keep(metric.Name, fields);
            else
                metric.Append(fields, _clock!, Timestamp, _about);
        }
        else if (!PointFields.HasFields(input) && MetricValue.Of(input) is { } number)
        {
            AddValue(metric, number);
        }
        else if (Buffer)
        {
            _owner!.Summaries.Add(metric.Name, PointFields.Of(input, Texts));
        }
        else
        {
            metric.Append(PointFields.Of(input, Texts), _clock!, Timestamp, _about);
        }
    }

    private void AddValue(ExperimentMetric metric, object? value)
    {
        var point = new List<KeyValuePair<string, object?>>(2) { new(Field, Number(value, Field)) };
        if (Step is not null)
            point.Add(new("step", Number(Step, "step")));
        if (Buffer)
            _owner!.Summaries.Add(metric.Name, point);
        else
            metric.Append(point, _clock!, Timestamp, _about);
    }

    private void Keep(string metric, IDictionary values) =>
        _owner!.Summaries.Add(
            metric,
            values.Cast<DictionaryEntry>().Select(entry => new KeyValuePair<string, object?>(LanguagePrimitives.ConvertTo<string>(entry.Key), entry.Value)));

    private void AddNamed(Experiment experiment, object? input)
    {
        // A point that was read is one of the same metric.
        if (PointView.MetricOf(input) is { } from)
        {
            AddPoint(experiment.Metric(from), input);
            return;
        }

        if (PointFields.MapOf(input) is not { } nested)
            throw new ExperimentException(
                "NotAPoint",
                $"'{input}' is neither a hashtable nor an object with properties.",
                "Give the name of the metric first, or one number with -Value.")
            { Target = input };
        foreach (var (metric, fields) in NestedMetrics.Split(nested))
        {
            if (Buffer)
                experiment.Summaries.Add(metric, fields);
            else
                experiment.Metric(metric).Append(fields, _clock!, Timestamp, _about);
        }
    }

    private object Number(object? value, string field) =>
        MetricValue.Of(value) ?? throw new ExperimentException(
            "NotANumber",
            $"The value '{ScriptValues.Resolve(value)}' of '{field}' of the metric '{Name}' is not a number.",
            "Give a number; record strings with a hashtable.")
        { Target = ScriptValues.Resolve(value) };
}
