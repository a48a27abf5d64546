using System.Collections;
using System.Collections.Specialized;
using MlDash.Json;

namespace MlDash.Parameters;

/// <summary>Between nested objects and flat parameters: objects at any depth become dot-joined keys, arrays and scalars stay.</summary>
public static class ParameterFlattening
{
    /// <summary>Flattens; an empty object adds nothing; of two inputs for one key the later wins.</summary>
    /// <param name="nested">Names and values; keys that already hold dots stay as they are.</param>
    /// <param name="prefix">Key to put everything under, or null.</param>
    public static OrderedDictionary Flatten(IDictionary nested, string? prefix = null)
    {
        var flat = new OrderedDictionary(StringComparer.Ordinal);
        Add(flat, nested, string.IsNullOrEmpty(prefix) ? string.Empty : prefix.TrimEnd('.') + '.', 0);
        return flat;
    }

    /// <summary>
    /// Nests; keys are split at <c>.</c>. Where a name is a value and a group at once, the value has the name, and what is below it keeps it as a part of its
    /// own: <c>a</c> and <c>a.b</c> stay side by side. So flattening gives the same parameters again.
    /// </summary>
    public static OrderedDictionary Unflatten(IDictionary flat)
    {
        var comparer = DifferInCaseOnly(flat) ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;
        var root = new OrderedDictionary(comparer);
        var groups = new Dictionary<string, OrderedDictionary>(comparer);
        var values = flat.Keys.Cast<string>().ToHashSet(comparer);
        foreach (DictionaryEntry parameter in flat)
        {
            var parts = ((string)parameter.Key).Split('.');
            var (group, name, path) = (root, parts[0], parts[0]);
            foreach (var part in parts.Skip(1))
            {
                if (values.Contains(path))
                    name = $"{name}.{part}";
                else
                    (group, name) = (Inside(group, name, path), part);
                path = $"{path}.{part}";
            }

            group[name] = parameter.Value;
        }

        return root;

        OrderedDictionary Inside(OrderedDictionary outer, string name, string path)
        {
            if (!groups.TryGetValue(path, out var inner))
                outer[name] = groups[path] = inner = new OrderedDictionary(comparer);
            return inner;
        }
    }

    /// <summary>Names are found in any case, unless two names or groups differ in nothing else: then each stays its own.</summary>
    private static bool DifferInCaseOnly(IDictionary flat)
    {
        var exact = new HashSet<string>(StringComparer.Ordinal);
        foreach (string key in flat.Keys)
        {
            for (var end = key.Length; end >= 0; end = end == 0 ? -1 : key.LastIndexOf('.', end - 1))
                exact.Add(key[..end]);
        }

        return exact.Distinct(StringComparer.OrdinalIgnoreCase).Count() != exact.Count;
    }

    private static void Add(OrderedDictionary flat, IDictionary nested, string prefix, int depth)
    {
        if (depth > ValueWriter.MaxDepth)
        {
            throw new ExperimentException(
                "ValueTooDeep",
                $"Parameters below '{prefix.TrimEnd('.')}' are nested more than {ValueWriter.MaxDepth} levels deep.",
                "Give the values you want to keep, not an object that refers to itself.");
        }

        foreach (DictionaryEntry entry in nested)
        {
            var key = prefix + ValueWriter.KeyText(entry.Key);
            var value = ScriptValues.Resolve(entry.Value);
            if (value is IDictionary inner)
                Add(flat, inner, key + '.', depth + 1);
            else
                flat[key] = value;
        }
    }
}
