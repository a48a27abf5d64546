namespace MlDash.Export;

/// <summary>What values a column holds, from the narrowest to the widest; null is in all of them.</summary>
internal enum ColumnKind
{
    /// <summary>Nothing but null.</summary>
    Empty,

    /// <summary>True and false.</summary>
    Flag,

    /// <summary>Integers of 64 bits.</summary>
    Whole,

    /// <summary>Doubles, or integers and doubles.</summary>
    Real,

    /// <summary>Decimals, or integers and decimals.</summary>
    Exact,

    /// <summary>Moments, in UTC.</summary>
    Moment,

    /// <summary>Text.</summary>
    Text,

    /// <summary>Arrays, objects, or values of several kinds: kept as JSON text.</summary>
    Json,
}

/// <summary>One row of an export.</summary>
/// <param name="Fields">Its names and values.</param>
/// <param name="Time">The time of an entry, which is no field of it; null where all there is are fields.</param>
internal readonly record struct TableRow(FieldSet Fields, double? Time = null);

/// <summary>One column of an export.</summary>
/// <param name="Name">Name of the field.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Scale">Digits behind the point, of decimals.</param>
internal sealed record TableColumn(string Name, ColumnKind Kind, int Scale = 0)
{
    /// <summary>The moment of a cell; what does not say where it was is UTC.</summary>
    public static DateTimeOffset MomentOf(DateTime cell) =>
        new(cell.Kind == DateTimeKind.Local ? cell.ToUniversalTime() : DateTime.SpecifyKind(cell, DateTimeKind.Utc));
}

/// <summary>Columns, count and range of the rows of an export, found in one pass before it.</summary>
internal sealed record TableShape(IReadOnlyList<TableColumn> Columns, long Count, double? FirstTimestamp, double? LastTimestamp)
{
    public static async Task<TableShape> OfAsync(IAsyncEnumerable<TableRow> rows, CancellationToken cancellationToken)
    {
        var kinds = new SortedDictionary<string, ColumnKind>(StringComparer.Ordinal);
        long count = 0;
        double? first = null, last = null;
        await foreach (var row in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            count++;
            first ??= row.Time;
            last = row.Time;
            foreach (var (name, value) in row.Fields)
            {
                var known = kinds.GetValueOrDefault(name);
                var found = KindOf(value);
                if (known != found)
                    kinds[name] = Widest(known, found);
                else if (known == ColumnKind.Empty)
                    kinds[name] = known;
            }
        }

        // The time of a point comes first, as that of an entry does.
        var columns = kinds.OrderBy(kind => kind.Key != MetricPoint.TimestampField || first is not null).Select(kind => new TableColumn(kind.Key, kind.Value));
        return new([.. columns], count, first, last);
    }

    private static ColumnKind KindOf(object? value) => value switch
    {
        null => ColumnKind.Empty,
        bool => ColumnKind.Flag,
        long => ColumnKind.Whole,
        double => ColumnKind.Real,
        string => ColumnKind.Text,
        _ => ColumnKind.Json,
    };

    /// <summary>The narrowest kind that holds the values of both.</summary>
    public static ColumnKind Widest(ColumnKind one, ColumnKind other) => (one, other) switch
    {
        (ColumnKind.Empty, _) => other,
        (_, ColumnKind.Empty) => one,
        (ColumnKind.Whole or ColumnKind.Exact, ColumnKind.Whole or ColumnKind.Exact) when one != other => ColumnKind.Exact,
        (ColumnKind.Whole or ColumnKind.Real or ColumnKind.Exact, ColumnKind.Whole or ColumnKind.Real or ColumnKind.Exact) when one != other => ColumnKind.Real,
        _ => one == other ? one : ColumnKind.Json,
    };
}
