using MlDash.Filtering;
using MlDash.Text;

namespace MlDash.Retention;

/// <summary>Reads the text of rules; the language is in docs/retention.md.</summary>
internal static class RuleParser
{
    /// <summary>The most characters of all rules.</summary>
    private const int Longest = 10_000;

    /// <summary>Fewer points are no curve any more.</summary>
    private const int FewestPoints = 100;

    private const int PointsKept = 10_000;

    private const string Examples = "Write rules such as: keep last 50; failed 90d; files over 1 GB 14d; points thinned after 1y";

    /// <summary>The rules of a text, in its order.</summary>
    /// <exception cref="ConfigurationException"><c>IllegalRetention</c>.</exception>
    public static List<RetentionRule> Read(string text, TimeProvider clock)
    {
        if (text.Length > Longest)
            throw RetentionFault.At(Longest, $"They are longer than {Longest} characters.", "Write fewer rules.");
        var rules = new List<RetentionRule>();
        foreach (var (begin, rule) in Split(text))
        {
            var reader = new RuleReader(text, begin, rule);
            foreach (var read in Rule(reader, clock))
            {
                if (rules.Any(other => SaysTwice(read, other)))
                    throw RetentionFault.At(begin, $"'{rule}' says a second time when something goes.", "Leave one of the two rules out.");
                rules.Add(read);
            }
        }

        return rules;
    }

    private static IEnumerable<(int Begin, string Rule)> Split(string text)
    {
        var (begin, quote) = (0, '\0');
        for (var at = 0; at <= text.Length; at++)
        {
            if (at < text.Length && (text[at] is not (';' or '\n') || quote != '\0'))
            {
                quote = quote == '\0' && text[at] is '\'' or '"' ? text[at] : quote == text[at] ? '\0' : quote;
                continue;
            }

            var rule = text[begin..at];
            if (rule.Trim() is { Length: > 0 } trimmed)
                yield return (begin + rule.Length - rule.TrimStart().Length, trimmed);
            begin = at + 1;
        }
    }

    private static IEnumerable<RetentionRule> Rule(RuleReader reader, TimeProvider clock)
    {
        if (reader.Takes("keep"))
            return Keeps(reader, clock);
        if (reader.Takes("files", "over"))
            return [Files(reader)];
        if (reader.Takes("points", "thinned", "after"))
            return [Points(reader)];
        if (reader.Takes("all"))
            return [new RemoveExperiments(reader.Rule, null, LastAge(reader))];
        if (Array.Find(Enum.GetNames<ExperimentStatus>(), name => reader.Takes(name)) is not { } status)
            throw reader.Fault($"{reader.Next} begins no rule.", Examples);
        if (Enum.Parse<ExperimentStatus>(status) == ExperimentStatus.Running)
            throw reader.Fault("A running experiment is never removed.", "Name another status, such as failed.");
        return [new RemoveExperiments(reader.Rule, Enum.Parse<ExperimentStatus>(status), LastAge(reader))];
    }

    private static IEnumerable<RetentionRule> Keeps(RuleReader reader, TimeProvider clock)
    {
        do
        {
            if (reader.Takes("last"))
            {
                var count = reader.Number("how many are kept");
                yield return new KeepLast(reader.Rule, count, reader.Takes("of", "each", "folder"));
            }
            else if (reader.Takes("all", "tagged"))
            {
                var tag = reader.Quoted("a tag");
                yield return new KeepFound(reader.Rule, RunFilter.Parse($"tags has '{tag.Replace("'", "''", StringComparison.Ordinal)}'", clock));
            }
            else
            {
                yield return Found(reader, clock);
                yield break;
            }
        }
        while (reader.Takes("and"));
        reader.End("Join what is kept with 'and', or begin another rule with ';'.");
    }

    /// <summary>
    /// A filter up to the end of the rule. Words that it would search paths for are refused: what was meant otherwise would keep nothing.
    /// </summary>
    private static KeepFound Found(RuleReader reader, TimeProvider clock)
    {
        var (next, (text, at)) = (reader.Next, reader.Rest);
        if (text.Length == 0)
            throw reader.Fault("Expected what is kept.", "Write one such as: keep last 50, keep all tagged baseline, keep params.lr < 0.01");
        var rule = new KeepFound(reader.Rule, reader.Filter(clock));
        return !rule.Filter.Searches ? rule : throw RetentionFault.At(
            at, $"{next} begins a search for words, or a filter has one behind it.",
            "Write a condition such as path ~ '*word*'. 'last 50' and 'all tagged baseline' stand before a filter, or in rules of their own.");
    }

    private static RemoveFiles Files(RuleReader reader)
    {
        var over = reader.Amount(SizeText.Read, "a size", "1 GB or 500 MB");
        var age = Age(reader);
        Wildcard? named = null;
        if (reader.Takes("named"))
        {
            var at = reader.Rest.At;
            try
            {
                named = Wildcard.ForPath(reader.Quoted("a pattern"));
            }
            catch (ConfigurationException fault) when (fault.ErrorId == "IllegalPattern")
            {
                throw RetentionFault.At(at, fault.Message, fault.RecommendedAction);
            }
        }

        reader.End("Only 'named' with a pattern may follow the age, such as: files over 1 GB 14d named *.pt");
        return new(reader.Rule, over, age, named);
    }

    private static ThinPoints Points(RuleReader reader)
    {
        var (age, to) = (Age(reader), PointsKept);
        if (reader.Takes("to"))
        {
            var at = reader.Rest.At;
            to = reader.Number("how many points stay");
            if (to < FewestPoints)
                throw RetentionFault.At(at, $"{to} points are too few.", $"Keep {FewestPoints} points or more.");
        }

        reader.End("Only 'to' with a number may follow the age, such as: points thinned after 1y to 5000");
        return new(reader.Rule, age, to);
    }

    private static TimeSpan LastAge(RuleReader reader)
    {
        var age = Age(reader);
        reader.End("Nothing follows the age. Begin another rule with ';'.");
        return age;
    }

    private static TimeSpan Age(RuleReader reader) => reader.Amount(SpanText.Read, "an age", "30d, 12h or 1y");

    private static bool SaysTwice(RetentionRule one, RetentionRule other) => (one, other) switch
    {
        (RemoveExperiments first, RemoveExperiments second) => first.Status == second.Status,
        (ThinPoints, ThinPoints) => true,
        _ => false,
    };
}
