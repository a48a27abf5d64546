using System.Collections;
using System.Collections.Specialized;
using MlDash.Json;

namespace MlDash.Experiments;

/// <summary>How the details of the surroundings of a run become part of the metadata of its experiment.</summary>
internal static class ContextMetadata
{
    /// <summary>
    /// What the members of the metadata begin with that hold its parts: <c>context.git</c>. One member a part, so that the values of all parts lie as deep as
    /// what JSON shows of an experiment by itself.
    /// </summary>
    public const string Prefix = "context.";

    /// <summary>The metadata after a change; null when there is none.</summary>
    /// <param name="standing">The metadata as it was.</param>
    /// <param name="change">
    /// What is given. Its metadata replaces all that was; its context replaces the parts of the same names, unless they are the user's own.
    /// </param>
    public static OrderedDictionary? After(OrderedDictionary? standing, ExperimentChange change)
    {
        var given = change.Metadata is null ? null : Plain.Copy(change.Metadata);
        return change.Context is { Count: > 0 } context ? With(given ?? standing, Plain.Copy(context), isOwn: given is not null) : given ?? standing;
    }

    /// <summary>Whether metadata is nothing but what was found by itself, so that it must not replace what somebody gave.</summary>
    public static bool IsAlone(OrderedDictionary? metadata) =>
        metadata is { Count: > 0 } && metadata.Keys.Cast<string>().All(name => name.StartsWith(Prefix, StringComparison.Ordinal));

    /// <summary>The metadata that stands elsewhere, with metadata that <see cref="IsAlone"/>.</summary>
    public static OrderedDictionary Joined(OrderedDictionary? standing, OrderedDictionary alone)
    {
        var all = Copy(standing);
        foreach (DictionaryEntry part in alone)
            all[part.Key] = part.Value;
        return all;
    }

    /// <summary>Metadata with the context in it.</summary>
    /// <param name="metadata">The metadata; null for none.</param>
    /// <param name="context">The parts.</param>
    /// <param name="isOwn">Whether what the metadata has under the same names was given by the user just now, and stays.</param>
    private static OrderedDictionary With(OrderedDictionary? metadata, OrderedDictionary context, bool isOwn)
    {
        var all = Copy(metadata);
        foreach (DictionaryEntry part in context)
        {
            var name = Prefix + part.Key;
            if (!isOwn || !all.Contains(name))
                all[name] = part.Value;
        }

        return all;
    }

    private static OrderedDictionary Copy(OrderedDictionary? metadata)
    {
        var all = JsonValues.NewMap();
        foreach (DictionaryEntry entry in metadata ?? [])
            all[entry.Key] = entry.Value;
        return all;
    }
}
