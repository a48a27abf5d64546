namespace MlDash.Cmdlets.Commands;

/// <summary>Where a report is written to.</summary>
public enum ReportTarget
{
    /// <summary>Where the CI system shows what came out of a build.</summary>
    Summary,

    /// <summary>Lines of the log that the CI system shows as errors and warnings.</summary>
    Annotation,

    /// <summary>A Markdown file, to be posted as a comment of a pull request.</summary>
    Comment,
}
