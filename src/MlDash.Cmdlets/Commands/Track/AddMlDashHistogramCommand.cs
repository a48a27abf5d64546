using System.Collections;
using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Tracks;

namespace MlDash.Cmdlets.Commands;

/// <summary>Adds a histogram of a step to a track: of numbers that are counted in bins, or of counts that are there already.</summary>
[Cmdlet(VerbsCommon.Add, "MlDashHistogram", DefaultParameterSetName = ValueSet)]
[OutputType(typeof(void))]
public sealed class AddMlDashHistogramCommand : RecordingCommand
{
    private const string ValueSet = "Value";
    private const string CountSet = "Count";

    private readonly List<double> _numbers = [];
    private bool _isPiped;
    private Experiment? _owner;

    /// <summary>Topic of the track, such as <c>weights/layer1</c>.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TopicCompleter))]
    [NameText]
    public string Topic { get; set; } = null!;

    /// <summary>The numbers: arrays, also nested ones, or single numbers from the pipeline, which together are one histogram.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ParameterSetName = ValueSet)]
    [AllowEmptyCollection]
    public object Value { get; set; } = null!;

    /// <summary>The step that the histogram belongs to.</summary>
    [Parameter(Mandatory = true)]
    [WholeNumber]
    public long Step { get; set; }

    /// <summary>Number of bins, all of one width, from the least number to the greatest.</summary>
    [Parameter(ParameterSetName = ValueSet)]
    [ValidateRange(1, Histogram.MostBins)]
    [WholeNumber]
    public int Bins { get; set; } = 64;

    /// <summary>Ends of the bins in rising order, one more than there are counts.</summary>
    [Parameter(Mandatory = true, ParameterSetName = CountSet)]
    [NotNull]
    public double[] Edge { get; set; } = [];

    /// <summary>How many numbers each bin has; weights may have fractions.</summary>
    [Parameter(Mandatory = true, ParameterSetName = CountSet)]
    [NotNull]
    public double[] Count { get; set; } = [];

    /// <summary>Time of the entry: seconds, or a date; -1: the time of the append before. Default: now.</summary>
    [Parameter]
    [Timestamp(Exact = true)]
    public object? Timestamp { get; set; }

    /// <summary>Description of the track.</summary>
    [Parameter]
    public string? Description { get; set; }

    /// <summary>Tags of the track.</summary>
    [Parameter]
    [Alias("Tags")]
    [ArgumentCompleter(typeof(TagCompleter))]
    [NotNull(IsOptional = true)]
    public string[]? Tag { get; set; }

    /// <summary>Returns when everything recorded is written.</summary>
    [Parameter]
    public SwitchParameter Flush { get; set; }

    /// <inheritdoc />
    protected override void Begin() =>
        _isPiped = !MyInvocation.BoundParameters.ContainsKey(nameof(Value)) && !MyInvocation.BoundParameters.ContainsKey(nameof(Edge));

    /// <inheritdoc />
    protected override void Process()
    {
        _owner = Target;
        if (_isPiped)
            RecordItem(() => Collect(Value));
        else if (ParameterSetName == CountSet)
            Add(_owner, Histogram.OfCounts(Edge, Count));
        else
            AddGiven(_owner);
    }

    /// <inheritdoc />
    protected override void Finish()
    {
        if (_isPiped && _owner is not null)
            Add(_owner, Histogram.OfValues(_numbers, Bins));
        if (Flush)
            FlushTargets();
        base.Finish();
    }

    private void AddGiven(Experiment experiment)
    {
        _numbers.Clear();
        Collect(Value);
        Add(experiment, Histogram.OfValues(_numbers, Bins));
    }

    private void Add(Experiment experiment, Histogram histogram) => experiment.Track(Topic).Append(
        histogram.ToFields(Step), Session.ClockOf(experiment), (GivenTime?)Timestamp, Histogram.Describe(Description, Tag));

    private void Collect(object? given)
    {
        switch (given is PSObject wrapped ? wrapped.BaseObject : given)
        {
            case double real:
                _numbers.Add(real);
                break;
            case IEnumerable<double> reals:
                _numbers.AddRange(reals);
                break;
            case IEnumerable<float> reals:
                _numbers.AddRange(reals.Select(real => (double)real));
                break;
            case IEnumerable many and not string:
                foreach (var one in many)
                    Collect(one);
                break;
            case not (null or "") and var other when LanguagePrimitives.TryConvertTo<double>(other, out var number):
                _numbers.Add(number);
                break;
            case var other:
                throw new ExperimentException("NotANumber", $"'{other}' is not a number.", "Give numbers; of objects, choose a property first.")
                { Target = other };
        }
    }
}
