using System.Globalization;
using System.Text;

namespace MlDash.Export;

/// <summary>
/// A metric as OpenMetrics text: a family of gauges for each field with numbers. A family stands in one piece, and its times rise; so each field is read by
/// itself, and a value that is not later than the one before has no place.
/// </summary>
internal sealed class OpenMetricsWriter(Stream target, string experiment, MetricInfo metric) : IAsyncDisposable
{
    private readonly StreamWriter _writer = new(target, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };

    /// <summary>Writes all families and the end.</summary>
    /// <param name="shape">The fields.</param>
    /// <param name="rowsOf">The rows of a field, with their times.</param>
    /// <returns>How many numbers were left out, because they have no time or none that is later than the one before.</returns>
    public async Task<long> WriteAsync(TableShape shape, Func<string, IAsyncEnumerable<TableRow>> rowsOf)
    {
        long left = 0;
        var numeric =
            shape.Columns.Where(column => column.Kind is ColumnKind.Flag or ColumnKind.Whole or ColumnKind.Real && column.Name != MetricPoint.TimestampField);
        // Two fields may have one name here: 'a.b' and 'a_b'. They are one family then, told apart by their labels.
        foreach (var family in numeric.GroupBy(column => NameOf($"{metric.Name}_{column.Name}"), StringComparer.Ordinal))
        {
            _writer.WriteLine($"# TYPE {family.Key} gauge");
            if (metric.Description is { Length: > 0 } description)
                _writer.WriteLine($"# HELP {family.Key} {Escaped(description)}");
            foreach (var column in family)
                left += await WriteFieldAsync(family.Key, column.Name, rowsOf(column.Name)).ConfigureAwait(false);
        }

        await _writer.WriteLineAsync("# EOF").ConfigureAwait(false);
        return left;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    private async Task<long> WriteFieldAsync(string family, string field, IAsyncEnumerable<TableRow> rows)
    {
        long left = 0;
        var series = $"{family}{{experiment=\"{Escaped(experiment)}\",metric=\"{Escaped(metric.Name)}\",field=\"{Escaped(field)}\"}}";
        var last = double.NegativeInfinity;
        await foreach (var row in rows.ConfigureAwait(false))
        {
            if (NumberOf(row.Fields[field]) is not { } number)
                continue;
            if (NumberOf(row.Fields[MetricPoint.TimestampField]) is not { } time || !double.IsFinite(time) || time <= last)
            {
                left++;
                continue;
            }

            last = time;
            _writer.Write(series);
            _writer.Write(' ');
            _writer.Write(TextOf(number));
            _writer.Write(' ');
            _writer.WriteLine(time.ToString("F6", CultureInfo.InvariantCulture).TrimEnd('0').TrimEnd('.'));
        }

        return left;
    }

    private static double? NumberOf(object? value) => value switch
    {
        double real => real,
        long whole => whole,
        bool flag => flag ? 1 : 0,
        _ => null,
    };

    private static string TextOf(double number) => number switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => number.ToString("R", CultureInfo.InvariantCulture),
    };

    /// <summary>What a name may consist of; a digit cannot be the first.</summary>
    private static string NameOf(string text)
    {
        var name = string.Concat(text.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_' ? letter : '_'));
        return char.IsAsciiDigit(name[0]) ? '_' + name : name;
    }

    private static string Escaped(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
