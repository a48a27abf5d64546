using System.Globalization;
using MlDash.Comparing;
using MlDash.Experiments;
using MlDash.Filtering;

namespace MlDash.Cmdlets.Binding;

/// <summary>Completes filters, the piece at their end: names and values that the experiments have, and the words of the language.</summary>
public sealed class FilterCompleter : NameCompleter
{
    private const string Signs = "=<>!~(),'\"";

    private static readonly string[] _operators = ["=", "!=", "<", "<=", ">", ">=", "~", "!~", "in ("];
    private static readonly string[] _ofLists = ["has", "~", "!~"];
    private static readonly string[] _lists = ["tags", "bindrs"];
    private static readonly string[] _words = ["and", "or", "not", "exists", "has", "in"];

    private protected override IEnumerable<CompletedName> Find(CompletionRequest request, CompletedWord word)
    {
        var place = FilterPlace.AtEndOf(word.Text);
        var (before, begun) = (word.Text[..place.Start], word.Text[place.Start..]);
        var quote = begun is ['\'' or '"', ..] ? begun[..1] : string.Empty;
        return PiecesAt(place, request).Select(piece => new CompletedName(before + Written(piece, place), Shown: piece, Typed: before + quote + piece));
    }

    private static IEnumerable<string> PiecesAt(FilterPlace place, CompletionRequest request) => place.Kind switch
    {
        FilterPlaceKind.Join => ["and", "or"],
        FilterPlaceKind.Operator => _lists.Contains(place.Key, StringComparer.OrdinalIgnoreCase) ? _ofLists : _operators,
        FilterPlaceKind.Value => ValuesOf(place.Key, request),
        FilterPlaceKind.Name => NamesOf(request),
        _ => NamesOf(request).Concat(Statuses).Concat(["not", "exists"]),
    };

    private static IEnumerable<string> NamesOf(CompletionRequest request) =>
        RunColumn.Words.Concat(_lists).Concat(RunColumnCompleter.NamesOf(request.FindFacts()));

    private static IEnumerable<string> Statuses => Enum.GetNames<ExperimentStatus>().Select(status => status.ToLowerInvariant());

    private static IEnumerable<string> ValuesOf(string? key, CompletionRequest request)
    {
        if (key is null)
            return [];
        if (key.Equals("status", StringComparison.OrdinalIgnoreCase))
            return Statuses;
        Func<RunFacts, IEnumerable<string>> read = key.ToUpperInvariant() switch
        {
            "TAGS" => run => run.Experiment.Tags,
            "BINDRS" => run => run.Experiment.Bindrs,
            _ => OfColumn(RunColumn.Parse(key)),
        };
        return request.FindFacts().SelectMany(read).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
    }

    private static Func<RunFacts, IEnumerable<string>> OfColumn(RunColumn column) => run => TextOf(column.Of(run)) is { Length: > 0 } text ? [text] : [];

    private static string? TextOf(object? value) => value switch
    {
        DateTimeOffset time => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        null => null,
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };

    /// <summary>As it stands in a filter: a name or value in quotes where it has signs, a value also where it is a word of the language.</summary>
    private static string Written(string text, FilterPlace place) => place.Kind switch
    {
        FilterPlaceKind.Operator or FilterPlaceKind.Join => text,
        FilterPlaceKind.Value when _words.Contains(text, StringComparer.OrdinalIgnoreCase) => Quoted(text),
        _ => text.Any(letter => char.IsWhiteSpace(letter) || Signs.Contains(letter, StringComparison.Ordinal)) ? Quoted(text) : text,
    };

    private static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
