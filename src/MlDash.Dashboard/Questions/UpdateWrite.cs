namespace MlDash.Dashboard.Questions;

/// <summary>A change of the details of an experiment; what is not given stays.</summary>
/// <param name="Path">The experiment.</param>
/// <param name="Version">The version that the change was made for.</param>
/// <param name="Tags">All tags from now on.</param>
/// <param name="Description">The text from now on.</param>
/// <param name="Status">Where it stands from now on: <c>completed</c>, <c>failed</c>, <c>cancelled</c> or <c>archived</c>.</param>
/// <param name="Archived">Whether it is out of use from now on. What is taken back into use is completed, unless a status says otherwise.</param>
public sealed record UpdateWrite(
    string? Path, string? Version, IReadOnlyList<string>? Tags = null, string? Description = null, string? Status = null, bool? Archived = null)
{
    /// <summary>Makes the change.</summary>
    /// <returns>The experiment as it is now.</returns>
    /// <exception cref="ExperimentException"><c>Stale</c>, <c>ExperimentNotFound</c>, <c>ExperimentRunning</c>, <c>ExperimentWriteProtected</c>.</exception>
    /// <exception cref="ConfigurationException"><c>ChangeIncomplete</c>, <c>IllegalStatus</c>, <c>TooManyTags</c>.</exception>
    public async Task<RunDetailAnswer> MakeAsync(DashboardSource source, CancellationToken cancellationToken)
    {
        var path = ExperimentPath.Recorded(Required(Path, "path"));
        if (Tags?.Count > QuestionLimits.Tags)
            throw new ConfigurationException("TooManyTags", $"{Tags.Count} tags are given; {QuestionLimits.Tags} is the most.") { Target = "tags" };
        var change = new ExperimentChange
        {
            Version = Required(Version, "version"),
            Tags = Tags is null ? null : [.. Tags.Where(tag => !string.IsNullOrWhiteSpace(tag)).Distinct(StringComparer.Ordinal)],
            Description = Description,
            Status = StatusFrom(),
        };
        await (source.Updater ?? throw Missing.Right()).UpdateAsync(path, change, cancellationToken).ConfigureAwait(false);
        return await new RunDetailQuestion(path).AskAsync(source, cancellationToken).ConfigureAwait(false);
    }

    private ExperimentStatus? StatusFrom() => (Archived, Status) switch
    {
        (true, _) => ExperimentStatus.Archived,
        (false, null) => ExperimentStatus.Completed,
        (_, null) => null,
        (_, var word) => ExperimentStatusText.Parse(word) is var status
            and (ExperimentStatus.Completed or ExperimentStatus.Failed or ExperimentStatus.Cancelled or ExperimentStatus.Archived)
            ? status
            : throw new ConfigurationException(
                "IllegalStatus", $"'{word}' is no status that can be set: completed, failed, cancelled or archived.") { Target = "status" },
    };

    private static string Required(string? text, string name) => text is { Length: > 0 } given ? given
        : throw new ConfigurationException("ChangeIncomplete", $"The change has no '{name}'.") { Target = name };
}
