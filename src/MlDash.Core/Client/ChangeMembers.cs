using System.Collections.Specialized;
using MlDash.Experiments;
using MlDash.Protocol;

namespace MlDash.Client;

/// <summary>A change of an experiment as the members of a PATCH.</summary>
internal static class ChangeMembers
{
    /// <summary>The members; none when nothing is given.</summary>
    /// <param name="change">What is given.</param>
    /// <param name="standing">The experiment as it is now.</param>
    public static OrderedDictionary Of(ExperimentChange change, ExperimentRecord standing)
    {
        var members = new OrderedDictionary();
        if (change.Description is not null)
            members[WireMembers.Description] = change.Description;
        if (change.Tags is not null || change.AddTags.Length + change.RemoveTags.Length > 0)
        {
            members[WireMembers.Tags] = (change.Tags ?? standing.Tags)
                .Union(change.AddTags, StringComparer.Ordinal).Except(change.RemoveTags, StringComparer.Ordinal).ToArray();
        }

        if (change.Bindrs is not null)
            members[WireMembers.Bindrs] = change.Bindrs;
        if (change.Metadata is not null || change.Context is not null)
            members[WireMembers.Metadata] = ContextMetadata.After(standing.Metadata, change);
        if (change.WriteProtected is { } isProtected)
            members[WireMembers.WriteProtected] = isProtected;
        if (change.Status is { } status)
        {
            members[WireMembers.Status] = status.ToWire();
            // A server takes the moment of the change for the end; the experiment ended when it ended.
            if (standing.EndedAt is { } ended)
                members[WireMembers.EndedAt] = IsoTime.Format(ended);
        }

        return members;
    }
}
