using System.Collections.Specialized;
using System.Globalization;
using MlDash.Import.Reading;
using MlDash.Import.Runs;
using FileSeries = MlDash.Files.FileSeries;

namespace MlDash.Import.Sources.Wandb;

/// <summary>Values of a history that are no numbers or texts: files of the run, by series and step, and histograms.</summary>
internal sealed class WandbMedia
{
    private const string Type = "_type";

    private readonly Dictionary<string, OrderedDictionary> _files = new(StringComparer.Ordinal);

    /// <summary>What the history says about a file of the run; null: nothing.</summary>
    /// <param name="path">Its path among the files of the run.</param>
    public OrderedDictionary? Of(string path) => _files.GetValueOrDefault(path);

    /// <summary>Takes the media of a row out of it.</summary>
    /// <param name="row">Names and values.</param>
    /// <param name="step">The step of the row; null: unknown.</param>
    /// <param name="time">Seconds since 1970; null: unknown.</param>
    /// <param name="sink">Takes the histograms.</param>
    public void Take(OrderedDictionary row, object? step, double? time, IRunSink sink)
    {
        foreach (var name in row.Keys.Cast<string>().Where(name => row[name] is OrderedDictionary value && value[Type] is string).ToList())
        {
            var value = (OrderedDictionary)row[name]!;
            if (TakeFiles(name, step, value) || TakeHistogram(name, step, time, value, sink))
                row.Remove(name);
        }
    }

    private bool TakeFiles(string name, object? step, OrderedDictionary value)
    {
        if (value["path"] is string path)
        {
            Note(path, name, step, value, value["caption"]);
            return true;
        }

        if (value["filenames"] is not object?[] paths)
            return false;
        for (var at = 0; at < paths.Length; at++)
        {
            if (paths[at] is string one)
                Note(one, name, step, value, (value["captions"] as object?[])?.ElementAtOrDefault(at));
        }

        return true;
    }

    private void Note(string path, string name, object? step, OrderedDictionary value, object? caption)
    {
        var size = new OrderedDictionary(StringComparer.Ordinal);
        foreach (var member in new[] { "width", "height" })
        {
            if (value[member] is { } said)
                size[member] = said;
        }

        _files[path] = new FileSeries(name, step as long? ?? 0, caption as string is { Length: > 0 } text ? text : null).ToMetadata(null, size);
    }

    private static bool TakeHistogram(string name, object? step, double? time, OrderedDictionary value, IRunSink sink)
    {
        if (value[Type] is not "histogram" || Reals(value["bins"]) is not { } edges || Reals(value["values"]) is not { } counts
            || edges.Length != counts.Length + 1)
            return false;
        HistogramEntry.Give(sink, name, step is null ? 0 : Convert.ToDouble(step, CultureInfo.InvariantCulture), time, edges, counts);
        return true;
    }

    private static double[]? Reals(object? numbers) => numbers is object?[] list && Array.TrueForAll(list, number => number is long or double)
        ? Array.ConvertAll(list, number => Convert.ToDouble(number, CultureInfo.InvariantCulture))
        : null;
}
