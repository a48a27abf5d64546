using MlDash.Experiments;
using MlDash.Text;

namespace MlDash.Filtering;

/// <summary>A part of a filter, which holds for a run or does not.</summary>
internal abstract record FilterNode
{
    /// <summary>Whether records alone decide it.</summary>
    public abstract bool IsOfRecords { get; }

    /// <summary>Whether it holds.</summary>
    public abstract bool Holds(RunFacts run);

    /// <summary>Whether it holds whatever parameters and metrics a run has; null when these decide.</summary>
    /// <param name="record">The facts that the record of the run tells.</param>
    public virtual bool? Decide(RunFacts record) => IsOfRecords ? Holds(record) : null;
}

/// <summary>All parts must hold.</summary>
internal sealed record AllOf(IReadOnlyList<FilterNode> Parts) : FilterNode
{
    /// <inheritdoc />
    public override bool IsOfRecords => Parts.All(part => part.IsOfRecords);

    /// <inheritdoc />
    public override bool Holds(RunFacts run) => Parts.All(part => part.Holds(run));

    /// <inheritdoc />
    public override bool? Decide(RunFacts record) => Parts.Aggregate((bool?)true, (all, part) => all & (all == false ? all : part.Decide(record)));
}

/// <summary>One part must hold.</summary>
internal sealed record AnyOf(IReadOnlyList<FilterNode> Parts) : FilterNode
{
    /// <inheritdoc />
    public override bool IsOfRecords => Parts.All(part => part.IsOfRecords);

    /// <inheritdoc />
    public override bool Holds(RunFacts run) => Parts.Any(part => part.Holds(run));

    /// <inheritdoc />
    public override bool? Decide(RunFacts record) => Parts.Aggregate((bool?)false, (any, part) => any | (any == true ? any : part.Decide(record)));
}

/// <summary>The part must not hold.</summary>
internal sealed record NotSo(FilterNode Part) : FilterNode
{
    /// <inheritdoc />
    public override bool IsOfRecords => Part.IsOfRecords;

    /// <inheritdoc />
    public override bool Holds(RunFacts run) => !Part.Holds(run);

    /// <inheritdoc />
    public override bool? Decide(RunFacts record) => !Part.Decide(record);
}

/// <summary>The run has a value.</summary>
internal sealed record Exists(FilterKey Key) : FilterNode
{
    /// <inheritdoc />
    public override bool IsOfRecords => Key.IsOfRecords;

    /// <inheritdoc />
    public override bool Holds(RunFacts run) => Key.IsList ? Key.ListOf(run).Count > 0 : Key.Of(run) is not null;
}

/// <summary>The list of the run has a text, in any case.</summary>
internal sealed record Has(FilterKey Key, string Text) : FilterNode
{
    /// <inheritdoc />
    public override bool IsOfRecords => Key.IsOfRecords;

    /// <inheritdoc />
    public override bool Holds(RunFacts run) => Key.ListOf(run).Contains(Text, StringComparer.OrdinalIgnoreCase);
}

/// <summary>The value, or a text of the list, fits a pattern.</summary>
internal sealed record Fits(FilterKey Key, Wildcard Pattern) : FilterNode
{
    /// <inheritdoc />
    public override bool IsOfRecords => Key.IsOfRecords;

    /// <inheritdoc />
    public override bool Holds(RunFacts run) => Key.TextsOf(run).Any(Pattern.IsMatch);
}

/// <summary>The path holds all words, in any case.</summary>
internal sealed record Mentions(IReadOnlyList<string> Words) : FilterNode
{
    /// <inheritdoc />
    public override bool IsOfRecords => true;

    /// <inheritdoc />
    public override bool Holds(RunFacts run) => Words.All(word => run.Experiment.Path.Value.Contains(word, StringComparison.OrdinalIgnoreCase));
}

/// <summary>The value compares with another one. A value that a run does not have compares with none.</summary>
internal sealed record Compares(FilterKey Key, string Sign, FilterValue Value) : FilterNode
{
    /// <inheritdoc />
    public override bool IsOfRecords => Key.IsOfRecords;

    /// <inheritdoc />
    public override bool Holds(RunFacts run) => Key.Of(run) switch
    {
        null => false,
        DateTimeOffset time => Value.Time is { } other && IsSo(time.UtcTicks.CompareTo(other.UtcTicks)),
        string text => OfText(text),
        var stored => StoredNumber.Of(stored) is { } number && OfNumber(number),
    };

    private bool OfNumber(double number)
    {
        var other = Key.IsSpan && Value.Span is { } span ? span.TotalSeconds : Value.Number;
        if (other is not { } known)
            return Sign == "!=";
        // Of NaN nothing can be said but that it is NaN.
        if (double.IsNaN(number) || double.IsNaN(known))
            return double.IsNaN(number) && double.IsNaN(known) ? Sign is "=" : Sign is "!=";
        return IsSo(number.CompareTo(known));
    }

    // A number that was not quoted is not before or behind a text.
    private bool OfText(string text) => Sign is "=" or "!=" || Value.IsQuoted || Value.Number is null
        ? IsSo(string.Compare(text, Value.Text, StringComparison.OrdinalIgnoreCase))
        : false;

    private bool IsSo(int order) => Sign switch
    {
        "=" => order == 0,
        "!=" => order != 0,
        "<" => order < 0,
        "<=" => order <= 0,
        ">" => order > 0,
        _ => order >= 0,
    };
}
