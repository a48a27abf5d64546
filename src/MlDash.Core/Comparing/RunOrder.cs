using System.Runtime.InteropServices;
using MlDash.Experiments;

namespace MlDash.Comparing;

/// <summary>An order of runs: by a column, then by their paths, so that no two are equal and pages neither repeat a run nor miss one.</summary>
internal sealed class RunOrder : IComparer<(RunCell Cell, string Path)>
{
    private static readonly RunColumn _started = RunColumn.Parse("started");

    private readonly RunColumn _column;
    private readonly bool _descending;

    public RunOrder(RunTableQuery query) => (_column, _descending) = query.Sort is { } sort ? (sort, query.Descending) : (_started, true);

    /// <summary>The place of a run.</summary>
    public (RunCell Cell, string Path) PlaceOf(RunFacts run) => (RunCell.Of(_column.Of(run)), run.Experiment.Path.Value);

    public int Compare((RunCell Cell, string Path) x, (RunCell Cell, string Path) y) =>
        x.Cell.CompareTo(y.Cell, _descending) is var order and not 0 ? order : string.CompareOrdinal(x.Path, y.Path);

    /// <summary>The text that stands for a place in this order.</summary>
    public string CursorOf((RunCell Cell, string Path) place) =>
        // As they are in memory: half a surrogate pair has no other bytes.
        Convert.ToBase64String(MemoryMarshal.AsBytes($"{Prefix}{place.Path}\0{place.Cell}".AsSpan())).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>The place that such a text stands for.</summary>
    /// <exception cref="ConfigurationException"><c>IllegalCursor</c>: it is none, or one of another order.</exception>
    public (RunCell Cell, string Path) PlaceAt(string cursor)
    {
        var digits = cursor.Replace('-', '+').Replace('_', '/');
        var bytes = new byte[cursor.Length];
        if (Convert.TryFromBase64String(digits.PadRight((digits.Length + 3) / 4 * 4, '='), bytes, out var length) && length % sizeof(char) == 0
            && new string(MemoryMarshal.Cast<byte, char>(bytes.AsSpan(0, length))) is var text && text.StartsWith(Prefix, StringComparison.Ordinal)
            && text[Prefix.Length..].Split('\0', 2) is [var path, var value] && RunCell.Parse(value) is { } cell)
            return (cell, path);
        throw new ConfigurationException(
            "IllegalCursor", $"'{cursor}' does not say where a page of this order begins.",
            "Give the end cursor of a page in the same order, or none to begin with the first page.")
        { Target = cursor };
    }

    private string Prefix => $"{(_descending ? '>' : '<')}{_column.Text}\0";
}
