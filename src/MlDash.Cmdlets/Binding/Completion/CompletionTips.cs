using MlDash.Cmdlets.Views;

namespace MlDash.Cmdlets.Binding;

/// <summary>What completion tells of a name beside it.</summary>
internal static class CompletionTips
{
    /// <summary>Where an experiment stands, since when, and its tags.</summary>
    public static string Of(ExperimentRecord record)
    {
        var when = ViewText.Ago(record.StartedAt ?? record.UpdatedAt ?? record.CreatedAt);
        var tags = record.Tags.Length == 0 ? null : string.Join(", ", record.Tags);
        return string.Join(", ", new[] { record.Status.ToString(), when, tags, record.Description }.Where(part => !string.IsNullOrEmpty(part)));
    }

    /// <summary>A number of things in words.</summary>
    public static string Count(long count, string one, string many) => count == 1 ? $"1 {one}" : FormattableString.Invariant($"{count:N0} {many}");
}
