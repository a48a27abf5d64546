using System.Globalization;
using System.Text;
using MlDash.Text;

namespace MlDash.Export;

/// <summary>
/// Metrics as OpenMetrics text: a family of gauges for each field with numbers. A family stands in one piece, and the times of a series in it rise; so each
/// field of a metric is read by itself, and a value that is not later than the one before has no place.
/// </summary>
internal sealed class OpenMetricsWriter(Stream target, IReadOnlyList<ExportedMetric> metrics) : IAsyncDisposable
{
    private readonly StreamWriter _writer = new(target, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };

    /// <summary>Writes all families and the end.</summary>
    /// <param name="shapes">The fields of each metric.</param>
    /// <param name="rowsOf">The rows of a field of one metric, with their times.</param>
    /// <returns>How many numbers were left out, because they have no time or none that is later than the one before.</returns>
    public async Task<long> WriteAsync(IReadOnlyList<TableShape> shapes, Func<int, string, IAsyncEnumerable<TableRow>> rowsOf)
    {
        long left = 0;
        var series = shapes.SelectMany((shape, at) => shape.Columns.Where(IsNumeric).Select(column => (At: at, Field: column.Name)));
        // Two series may have one name here: 'a.b' and 'a_b', or those of two experiments. They are one family then, told apart by their labels.
        foreach (var family in series.GroupBy(one => OpenMetricsText.Name($"{metrics[one.At].Info.Name}_{one.Field}"), StringComparer.Ordinal))
        {
            _writer.WriteLine($"# TYPE {family.Key} gauge");
            if (family.Select(one => metrics[one.At].Info.Description).FirstOrDefault(text => text is { Length: > 0 }) is { } description)
                _writer.WriteLine($"# HELP {family.Key} {OpenMetricsText.Escape(description)}");
            foreach (var (at, field) in family)
                left += await WriteFieldAsync(family.Key, metrics[at], field, rowsOf(at, field)).ConfigureAwait(false);
        }

        await _writer.WriteLineAsync(OpenMetricsText.End).ConfigureAwait(false);
        return left;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    private static bool IsNumeric(TableColumn column) =>
        column.Kind is ColumnKind.Flag or ColumnKind.Whole or ColumnKind.Real && column.Name != MetricPoint.TimestampField;

    private async Task<long> WriteFieldAsync(string family, ExportedMetric metric, string field, IAsyncEnumerable<TableRow> rows)
    {
        long left = 0;
        var (experiment, name) = (OpenMetricsText.Escape(metric.Experiment), OpenMetricsText.Escape(metric.Info.Name));
        var series = $"{family}{{experiment=\"{experiment}\",metric=\"{name}\",field=\"{OpenMetricsText.Escape(field)}\"}}";
        var last = double.NegativeInfinity;
        await foreach (var row in rows.ConfigureAwait(false))
        {
            if (StoredNumber.Of(row.Fields[field]) is not { } number)
                continue;
            if (StoredNumber.Of(row.Fields[MetricPoint.TimestampField]) is not { } time || !double.IsFinite(time) || time <= last)
            {
                left++;
                continue;
            }

            last = time;
            _writer.Write(series);
            _writer.Write(' ');
            _writer.Write(OpenMetricsText.Number(number));
            _writer.Write(' ');
            _writer.WriteLine(time.ToString("F6", CultureInfo.InvariantCulture).TrimEnd('0').TrimEnd('.'));
        }

        return left;
    }
}
