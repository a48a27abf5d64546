using MlDash.HelpBuilder.Commands;
using MlDash.HelpBuilder.Pages;
using MlDash.HelpBuilder.Updating;

namespace MlDash.HelpBuilder.Checking;

/// <summary>Whether a page says what the code says.</summary>
internal static class FactCheck
{
    public static IEnumerable<Difference> Of(Page page, string module, CommandDescription command)
    {
        var expected = PageFacts.Of(command, module);
        Dictionary<string, string> found;
        try
        {
            found = PageFacts.In(page, expected);
        }
        catch (HelpException fault)
        {
            return [new(page.File, "yaml blocks that can be read", fault.Message, Difference.RunUpdate)];
        }

        var differences = Compare(page.File, expected, found).ToList();
        return differences.Count > 0 ? differences : Form(page, module, command);
    }

    private static IEnumerable<Difference> Compare(string file, Dictionary<string, string> expected, Dictionary<string, string> found)
    {
        foreach (var (place, value) in expected)
        {
            if (Inside(place, expected.Keys, outer => !found.ContainsKey(outer)))
                continue;
            if (!found.TryGetValue(place, out var actual))
                yield return new(file, $"{place}: {value}", Difference.Nothing, Difference.RunUpdate);
            else if (actual != value)
                yield return new(file, $"{place}: {Quoted(value)}", Quoted(actual), Difference.RunUpdate);
        }

        foreach (var (place, value) in found)
        {
            if (!expected.ContainsKey(place) && !Inside(place, found.Keys, outer => !expected.ContainsKey(outer)))
                yield return new(file, $"no {place}", value, Difference.RunUpdate);
        }
    }

    /// <summary>Whether a fact belongs to something that differs as a whole.</summary>
    private static bool Inside(string place, IEnumerable<string> places, Func<string, bool> differs) =>
        places.Any(outer => place.StartsWith(outer + " ", StringComparison.Ordinal) && differs(outer));

    /// <summary>The facts are right; what is left is how they are written, such as the order of parameters.</summary>
    private static IEnumerable<Difference> Form(Page page, string module, CommandDescription command)
    {
        var before = page.ToString();
        var updated = Page.Parse(page.File, before);
        CommandPageUpdate.Apply(updated, module, command);
        var after = updated.ToString();
        if (before == after)
            return [];
        var lines = before.Split('\n').Zip(after.Split('\n'), (actual, wanted) => (Actual: actual, Wanted: wanted));
        var (actual, wanted) = lines.FirstOrDefault(pair => pair.Actual != pair.Wanted, (Actual: "less", Wanted: "more lines"));
        return [new(page.File, $"the form that update gives, '{wanted}'", $"'{actual}'", Difference.RunUpdate)];
    }

    private static string Quoted(string text) => text.Length > 0 ? $"'{text}'" : "nothing";
}
