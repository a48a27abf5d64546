using System.Collections.Specialized;
using MlDash.Measuring;

namespace MlDash;

/// <summary>How long a command took, run several times. Durations are in seconds.</summary>
public sealed class CommandMeasurement
{
    /// <summary>Sums up runs.</summary>
    /// <param name="name">What tells this variant of the command from the others; empty where there is one only.</param>
    /// <param name="parameter">The parameters of this variant.</param>
    /// <param name="metric">The metric that its runs are points of.</param>
    /// <param name="runs">Its runs, one at least.</param>
    public CommandMeasurement(string name, OrderedDictionary parameter, string metric, IReadOnlyList<MeasuredRun> runs)
    {
        (Name, Parameter, Metric) = (name, parameter, metric);
        double[] seconds = [.. runs.Select(run => run.Seconds)];
        double[] sorted = [.. seconds];
        Array.Sort(sorted);
        (Mean, Median, StandardDeviation) = (Of(SummaryAggregation.Mean), Of(SummaryAggregation.Median), Of(SummaryAggregation.Std));
        (Minimum, Maximum) = (sorted[0], sorted[^1]);
        (P90, P95, P99) = (Of(SummaryAggregation.P90), Of(SummaryAggregation.P95), Of(SummaryAggregation.P99));
        var isOutlier = Durations.Outliers(seconds);
        Runs = [.. runs.Select((run, at) => run with { IsOutlier = isOutlier[at] })];
        Ratio = new DurationRatio(1, null, null);

        double Of(SummaryAggregation aggregation) => (double)SummaryStatistics.Compute(seconds, sorted, aggregation);
    }

    /// <summary>What tells this variant of the command from the others, such as <c>jobs=2</c>; empty where there is one only.</summary>
    public string Name { get; }

    /// <summary>The parameters of this variant.</summary>
    public OrderedDictionary Parameter { get; }

    /// <summary>The metric that its runs are points of, where an experiment records them.</summary>
    public string Metric { get; }

    /// <summary>How many runs were measured.</summary>
    public int Count => Runs.Count;

    /// <summary>Arithmetic mean.</summary>
    public double Mean { get; }

    /// <summary>The middle one, or the mean of the two middle ones.</summary>
    public double Median { get; }

    /// <summary>Sample standard deviation (n − 1); 0 for one run.</summary>
    public double StandardDeviation { get; }

    /// <summary>The shortest.</summary>
    public double Minimum { get; }

    /// <summary>The longest.</summary>
    public double Maximum { get; }

    /// <summary>What 90 % of the runs do not exceed, interpolated.</summary>
    public double P90 { get; }

    /// <summary>What 95 % of the runs do not exceed, interpolated.</summary>
    public double P95 { get; }

    /// <summary>What 99 % of the runs do not exceed, interpolated.</summary>
    public double P99 { get; }

    /// <summary>How many times as long as the fastest variant it takes.</summary>
    public DurationRatio Ratio { get; private init; }

    /// <summary>Whether no variant is faster.</summary>
    public bool IsFastest { get; private init; }

    /// <summary>The runs, in their order.</summary>
    public IReadOnlyList<MeasuredRun> Runs { get; }

    /// <summary>Compares variants with the fastest of them.</summary>
    /// <param name="variants">One at least.</param>
    /// <returns>The variants in their order, each with its <see cref="Ratio"/>.</returns>
    public static IReadOnlyList<CommandMeasurement> Compare(IReadOnlyList<CommandMeasurement> variants)
    {
        var fastest = variants.MinBy(one => Durations.GeometricMean(one.Seconds))!;
        return [.. variants.Select(one => new CommandMeasurement(one.Name, one.Parameter, one.Metric, one.Runs)
        {
            IsFastest = ReferenceEquals(one, fastest),
            Ratio = ReferenceEquals(one, fastest) ? one.Ratio : DurationRatio.Of(one.Seconds, fastest.Seconds),
        })];
    }

    private IReadOnlyList<double> Seconds => [.. Runs.Select(run => run.Seconds)];
}
