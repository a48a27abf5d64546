using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using System.Text;

namespace MlDash.Cmdlets.Commands;

/// <summary>The variants of a command: each combination of the values of its parameters.</summary>
internal static class CommandVariants
{
    /// <summary>More are a slip of the pen.</summary>
    private const int Most = 1000;

    /// <summary>The combinations; one without parameters where none are given.</summary>
    /// <exception cref="ConfigurationException"><c>TooManyVariants</c>, <c>ParameterEmpty</c>.</exception>
    public static IReadOnlyList<OrderedDictionary> Of(IDictionary? parameters)
    {
        List<OrderedDictionary> variants = [new()];
        foreach (DictionaryEntry parameter in parameters ?? new OrderedDictionary())
        {
            var name = LanguagePrimitives.ConvertTo<string>(parameter.Key);
            object?[] values = [.. (LanguagePrimitives.GetEnumerable(parameter.Value) ?? new[] { parameter.Value }).Cast<object?>()];
            if (values.Length == 0)
                throw new ConfigurationException("ParameterEmpty", $"The parameter '{name}' has no values.", "Give at least one.") { Target = name };
            if ((long)variants.Count * values.Length > Most)
                throw new ConfigurationException("TooManyVariants", $"The parameters have more than {Most} combinations.", "Give fewer values.");
            variants = [.. variants.SelectMany(variant => values.Select(value => With(variant, name, value)))];
        }

        return variants;
    }

    /// <summary>What tells a variant from the others, such as <c>jobs=2,mode=fast</c>; empty without parameters.</summary>
    public static string NameOf(OrderedDictionary variant) =>
        string.Join(',', variant.Cast<DictionaryEntry>().Select(one => $"{one.Key}={LanguagePrimitives.ConvertTo<string>(one.Value)}"));

    /// <summary>The metric of each variant. What no file system takes in a name becomes a hyphen, and names that are then the same are counted.</summary>
    public static IReadOnlyList<string> MetricsOf(string metric, IReadOnlyList<string> names)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return [.. names.Select(name =>
        {
            if (name.Length == 0)
                return metric;
            var clean = $"{metric}/{Clean(name)}";
            var free = clean;
            for (var number = 2; !taken.Add(free); number++)
                free = $"{clean}-{number}";
            return free;
        })];
    }

    /// <summary>An argument with the values of a variant in place of their names in braces.</summary>
    public static string Fill(string argument, OrderedDictionary variant)
    {
        var filled = new StringBuilder(argument);
        foreach (DictionaryEntry one in variant)
            filled.Replace($"{{{one.Key}}}", LanguagePrimitives.ConvertTo<string>(one.Value));
        return filled.ToString();
    }

    private static OrderedDictionary With(OrderedDictionary variant, string name, object? value)
    {
        var more = new OrderedDictionary(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry one in variant)
            more[one.Key] = one.Value;
        more[name] = value;
        return more;
    }

    private static string Clean(string name) =>
        string.Concat(name.Select(letter => char.IsLetterOrDigit(letter) || letter is '=' or ',' or '.' or '_' or ' ' or '+' ? letter : '-')).Trim(' ', '.');
}
