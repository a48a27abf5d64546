namespace MlDash.Dashboard.Questions;

/// <summary>The most that one answer holds, whatever is asked for.</summary>
public static class QuestionLimits
{
    /// <summary>Runs of a page of the table.</summary>
    public const int Runs = 500;

    /// <summary>Columns of the table.</summary>
    public const int Columns = 100;

    /// <summary>Fields that can be a column, of all runs together; the first ones by name.</summary>
    public const int Fields = 2000;

    /// <summary>Buckets of a curve.</summary>
    public const int Buckets = 2000;

    /// <summary>Curves of one answer.</summary>
    public const int Curves = 100;

    /// <summary>Entries of a page of a log.</summary>
    public const int LogEntries = 1000;

    /// <summary>Files of an experiment; the first ones by path.</summary>
    public const int Files = 10_000;
}
