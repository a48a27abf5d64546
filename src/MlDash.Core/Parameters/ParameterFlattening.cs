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

    /// <summary>Nests; keys are split at <c>.</c>.</summary>
    /// <exception cref="ExperimentException"><c>ParameterConflict</c>, naming both keys, when one is a value and a group at once.</exception>
    public static OrderedDictionary Unflatten(IDictionary flat)
    {
        var comparer = DifferInCaseOnly(flat) ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;
        var root = new OrderedDictionary(comparer);
        var owners = new Dictionary<OrderedDictionary, string>(ReferenceEqualityComparer.Instance);
        var values = new Dictionary<string, string>(comparer);
        foreach (DictionaryEntry parameter in flat)
        {
            var key = (string)parameter.Key;
            var parts = key.Split('.');
            var group = root;
            for (var depth = 1; depth < parts.Length; depth++)
            {
                var path = string.Join('.', parts[..depth]);
                if (values.TryGetValue(path, out var leaf))
                    throw Conflict(leaf, key);
                if (group[parts[depth - 1]] is not OrderedDictionary inner || !owners.ContainsKey(inner))
                {
                    inner = new OrderedDictionary(comparer);
                    owners[inner] = key;
                    group[parts[depth - 1]] = inner;
                }

                group = inner;
            }

            if (group[parts[^1]] is OrderedDictionary taken && owners.TryGetValue(taken, out var owner))
                throw Conflict(key, owner);
            group[parts[^1]] = parameter.Value;
            values[key] = key;
        }

        return root;
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

    private static ExperimentException Conflict(string value, string inside) => new(
        "ParameterConflict",
        $"The parameters cannot be nested: '{value}' is a value, and '{inside}' needs it to be a group.",
        "Read them flat, or set one of the two under another name.");
}
