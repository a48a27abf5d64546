using MlDash.Comparing;
using MlDash.Experiments;

namespace MlDash.Filtering;

/// <summary>A column of a table of runs, or one of the lists <c>tags</c> and <c>bindrs</c>.</summary>
internal sealed class RunKey : FilterKey<RunFacts>
{
    private static readonly string[] _times = ["started", "ended", "created", "updated"];

    private readonly RunColumn? _column;
    private readonly Func<RunFacts, IReadOnlyList<string>>? _list;

    /// <summary>A column.</summary>
    public RunKey(string text, RunColumn column)
        : base(text) => _column = column;

    /// <summary>A list.</summary>
    public RunKey(string text, Func<RunFacts, IReadOnlyList<string>> list)
        : base(text) => _list = list;

    /// <summary>Whether the record of a run has it.</summary>
    public bool IsOfRecords => _column?.IsOfRecords != false;

    /// <inheritdoc />
    public override bool IsList => _list is not null;

    /// <inheritdoc />
    public override bool IsTime => _times.Contains(Text, StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc />
    public override bool IsSpan => Text.Equals("duration", StringComparison.OrdinalIgnoreCase);

    private bool IsStatus => Text.Equals("status", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc />
    public override object? Of(RunFacts subject) => _column?.Of(subject);

    /// <inheritdoc />
    public override IReadOnlyList<string> ListOf(RunFacts subject) => _list?.Invoke(subject) ?? [];

    /// <inheritdoc />
    public override void Check(FilterToken token, FilterValue value)
    {
        base.Check(token, value);
        if (IsStatus && RunSubject.StatusOf(token with { IsQuoted = false }) is null)
            throw FilterFault.At(token.At, $"'{token.Text}' is no status.", $"Give {string.Join(", ", Enum.GetNames<ExperimentStatus>()).ToLowerInvariant()}.");
    }
}
