using MlDash.Text;

namespace MlDash.Filtering;

/// <summary>A part of a filter, which holds for a subject or does not.</summary>
/// <typeparam name="T">What is filtered: facts of runs, or rows of a table.</typeparam>
internal abstract record FilterNode<T>
{
    /// <summary>The conditions in it, those it is joined of.</summary>
    public abstract IEnumerable<FilterCondition<T>> Conditions { get; }

    /// <summary>Whether it holds.</summary>
    public abstract bool Holds(T subject);

    /// <summary>Whether it holds as far as something is known about its conditions; null when what is not known decides.</summary>
    /// <param name="known">Whether a condition holds; null when that is not known.</param>
    public abstract bool? Decide(Func<FilterCondition<T>, bool?> known);
}

/// <summary>All parts must hold.</summary>
internal sealed record AllOf<T>(IReadOnlyList<FilterNode<T>> Parts) : FilterNode<T>
{
    /// <inheritdoc />
    public override IEnumerable<FilterCondition<T>> Conditions => Parts.SelectMany(part => part.Conditions);

    /// <inheritdoc />
    public override bool Holds(T subject) => Parts.All(part => part.Holds(subject));

    /// <inheritdoc />
    public override bool? Decide(Func<FilterCondition<T>, bool?> known) =>
        Parts.Aggregate((bool?)true, (all, part) => all & (all == false ? all : part.Decide(known)));
}

/// <summary>One part must hold.</summary>
internal sealed record AnyOf<T>(IReadOnlyList<FilterNode<T>> Parts) : FilterNode<T>
{
    /// <inheritdoc />
    public override IEnumerable<FilterCondition<T>> Conditions => Parts.SelectMany(part => part.Conditions);

    /// <inheritdoc />
    public override bool Holds(T subject) => Parts.Any(part => part.Holds(subject));

    /// <inheritdoc />
    public override bool? Decide(Func<FilterCondition<T>, bool?> known) =>
        Parts.Aggregate((bool?)false, (any, part) => any | (any == true ? any : part.Decide(known)));
}

/// <summary>The part must not hold.</summary>
internal sealed record NotSo<T>(FilterNode<T> Part) : FilterNode<T>
{
    /// <inheritdoc />
    public override IEnumerable<FilterCondition<T>> Conditions => Part.Conditions;

    /// <inheritdoc />
    public override bool Holds(T subject) => !Part.Holds(subject);

    /// <inheritdoc />
    public override bool? Decide(Func<FilterCondition<T>, bool?> known) => !Part.Decide(known);
}

/// <summary>A part that asks the subject itself.</summary>
internal abstract record FilterCondition<T> : FilterNode<T>
{
    /// <summary>What it asks about; null when it searches.</summary>
    public abstract FilterKey<T>? Asked { get; }

    /// <inheritdoc />
    public override IEnumerable<FilterCondition<T>> Conditions => [this];

    /// <inheritdoc />
    public override bool? Decide(Func<FilterCondition<T>, bool?> known) => known(this);
}

/// <summary>The subject has a value.</summary>
internal sealed record Exists<T>(FilterKey<T> Key) : FilterCondition<T>
{
    /// <inheritdoc />
    public override FilterKey<T> Asked => Key;

    /// <inheritdoc />
    public override bool Holds(T subject) => Key.IsList ? Key.ListOf(subject).Count > 0 : Key.Of(subject) is not null;
}

/// <summary>The list of the subject has a text, in any case.</summary>
internal sealed record Has<T>(FilterKey<T> Key, string Text) : FilterCondition<T>
{
    /// <inheritdoc />
    public override FilterKey<T> Asked => Key;

    /// <inheritdoc />
    public override bool Holds(T subject) => Key.ListOf(subject).Contains(Text, StringComparer.OrdinalIgnoreCase);
}

/// <summary>The value, or a text of the list, fits a pattern.</summary>
internal sealed record Fits<T>(FilterKey<T> Key, Wildcard Pattern) : FilterCondition<T>
{
    /// <inheritdoc />
    public override FilterKey<T> Asked => Key;

    /// <inheritdoc />
    public override bool Holds(T subject) => Key.TextsOf(subject).Any(Pattern.IsMatch);
}

/// <summary>The texts that are searched hold all words, in any case.</summary>
internal sealed record Mentions<T>(IReadOnlyList<string> Words, Func<T, IEnumerable<string>> TextsOf) : FilterCondition<T>
{
    /// <inheritdoc />
    public override FilterKey<T>? Asked => null;

    /// <inheritdoc />
    public override bool Holds(T subject)
    {
        var texts = TextsOf(subject);
        return Words.All(word => texts.Any(text => text.Contains(word, StringComparison.OrdinalIgnoreCase)));
    }
}
