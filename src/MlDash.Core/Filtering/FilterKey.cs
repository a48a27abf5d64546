using System.Globalization;
using MlDash.Comparing;
using MlDash.Experiments;

namespace MlDash.Filtering;

/// <summary>What a filter asks about: a column of a table of runs, or one of the lists <c>tags</c> and <c>bindrs</c>.</summary>
internal sealed class FilterKey
{
    private static readonly string[] _times = ["started", "ended", "created", "updated"];

    private readonly RunColumn? _column;
    private readonly Func<RunFacts, IReadOnlyList<string>>? _list;

    private FilterKey(string text, RunColumn? column, Func<RunFacts, IReadOnlyList<string>>? list) => (Text, _column, _list) = (text, column, list);

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Whether the record of a run has it.</summary>
    public bool IsOfRecords => _column?.IsOfRecords != false;

    /// <summary>Whether its values are texts of a list.</summary>
    public bool IsList => _list is not null;

    /// <summary>Whether its values are times.</summary>
    public bool IsTime => _times.Contains(Text, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether its values are states of experiments.</summary>
    public bool IsStatus => Text.Equals("status", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether its values are lengths of time, in seconds.</summary>
    public bool IsSpan => Text.Equals("duration", StringComparison.OrdinalIgnoreCase);

    /// <summary>The key that a piece of a filter names.</summary>
    /// <exception cref="ConfigurationException"><c>IllegalFilter</c>.</exception>
    public static FilterKey Of(FilterToken token)
    {
        if (token.Text.Equals("tags", StringComparison.OrdinalIgnoreCase))
            return new(token.Text, null, run => run.Experiment.Tags);
        if (token.Text.Equals("bindrs", StringComparison.OrdinalIgnoreCase))
            return new(token.Text, null, run => run.Experiment.Bindrs);
        try
        {
            return new(token.Text, RunColumn.Parse(token.Text), null);
        }
        catch (ConfigurationException fault)
        {
            throw FilterFault.At(token.At, $"'{token.Text}' cannot be asked for.", $"{fault.RecommendedAction} Lists are tags and bindrs.");
        }
    }

    /// <summary>Its value; null when the run has none.</summary>
    public object? Of(RunFacts run) => _column?.Of(run);

    /// <summary>The texts of its list.</summary>
    public IReadOnlyList<string> ListOf(RunFacts run) => _list?.Invoke(run) ?? [];

    /// <summary>Its value as a text, or those of its list; none when the run has none.</summary>
    public IEnumerable<string> TextsOf(RunFacts run) => IsList ? ListOf(run) : Of(run) switch
    {
        null => [],
        DateTimeOffset time => [time.ToString("O", CultureInfo.InvariantCulture)],
        var value => [string.Create(CultureInfo.InvariantCulture, $"{value}")],
    };
}
