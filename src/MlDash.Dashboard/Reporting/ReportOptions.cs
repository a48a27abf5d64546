using MlDash.Dashboard.Questions;

namespace MlDash.Dashboard.Reporting;

/// <summary>How much a report holds.</summary>
public sealed record ReportOptions
{
    /// <summary>Bytes of the largest file that is included and no picture.</summary>
    internal const int LargestFile = 200_000;

    /// <summary>Columns of the table that are included; the first ones.</summary>
    internal const int Columns = 1000;

    /// <summary>Entries of each log; the last ones.</summary>
    internal const int LogEntries = QuestionLimits.LogEntries;

    /// <summary>Buckets of each curve.</summary>
    public int Buckets { get; init; } = 500;

    /// <summary>Bytes of the largest picture that is included.</summary>
    public long MaxPictureSize { get; init; } = 1_000_000;

    /// <summary>Bytes of all answers together.</summary>
    public long MaxSize { get; init; } = 100_000_000;
}
