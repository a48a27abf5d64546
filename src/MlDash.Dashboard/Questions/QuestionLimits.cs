using System.Globalization;

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

    /// <summary>Experiments that curves are asked of at once.</summary>
    public const int Series = 100;

    /// <summary>Experiments whose changes are asked for at once.</summary>
    public const int Changes = 100;

    /// <summary>Tracks of an experiment; the first ones by topic.</summary>
    public const int Tracks = 1000;

    /// <summary>Values of a page of a track: entries times columns.</summary>
    public const int TrackValues = 50_000;

    /// <summary>Entries of a page of a track.</summary>
    public const int TrackEntries = 2000;

    /// <summary>Entries of a whole track that are taken in even distances: of more histograms, nobody could tell one from its neighbour.</summary>
    public const int TrackEvenEntries = 500;

    /// <summary>Folders in a folder; the first ones by name.</summary>
    public const int Folders = 5000;

    /// <summary>Files that lie in a folder itself; the first ones by name.</summary>
    public const int FolderFiles = 1000;

    /// <summary>Bytes of the body of a change.</summary>
    public const int Body = 1 << 20;

    /// <summary>Tags of an experiment that are set at once.</summary>
    public const int Tags = 1000;

    /// <summary>Entries of a page of a log.</summary>
    public const int LogEntries = 1000;

    /// <summary>Rows of a page of a table in a file.</summary>
    public const int TableRows = 100;

    /// <summary>Rows of a table in a file that are looked at, to find those that a filter chooses.</summary>
    public const int TableRowsLookedAt = 100_000;

    /// <summary>Columns of a table in a file.</summary>
    public const int TableColumns = 50;

    /// <summary>Files of an experiment; the first ones by path.</summary>
    public const int Files = 10_000;

    /// <summary>Refuses a question of too many things: one that was cut would look whole.</summary>
    /// <exception cref="ConfigurationException"><c>TooManyPaths</c>.</exception>
    internal static void RefuseMore(IReadOnlyCollection<ExperimentPath> paths, int most)
    {
        if (paths.Count > most)
        {
            throw new ConfigurationException(
                "TooManyPaths", string.Create(CultureInfo.InvariantCulture, $"{paths.Count} experiments are named; {most} is the most."), "Ask several times.")
            { Target = "path" };
        }
    }
}
