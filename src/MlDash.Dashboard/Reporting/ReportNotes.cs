using System.Globalization;
using MlDash.Dashboard.Questions;

namespace MlDash.Dashboard.Reporting;

/// <summary>What a report does not hold, counted, and said in sentences.</summary>
/// <param name="options">How much it holds.</param>
internal sealed class ReportNotes(ReportOptions options)
{
    private readonly List<string> _faults = [];
    private int _pictures;
    private int _files;

    /// <summary>Experiments that there was no room for, whole or in part.</summary>
    public HashSet<string> Crowded { get; } = new(StringComparer.Ordinal);

    /// <summary>Runs of the table that there was no room for.</summary>
    public int Runs { get; set; }

    /// <summary>Columns of the table behind the last one.</summary>
    public int Columns { get; set; }

    /// <summary>Logs of which only the end is there.</summary>
    public int Logs { get; set; }

    /// <summary>Tracks of which only the begin is there.</summary>
    public int Tracks { get; set; }

    /// <summary>Curves that are in buckets.</summary>
    public int Curves { get; set; }

    /// <summary>Whether a file belongs into the report: each that is not too large. Others are noted.</summary>
    public bool Takes(string contentType, long length)
    {
        var isPicture = contentType.StartsWith("image/", StringComparison.Ordinal);
        var takes = length <= (isPicture ? options.MaxPictureSize : ReportOptions.LargestFile);
        _pictures += !takes && isPicture ? 1 : 0;
        _files += !takes && !isPicture ? 1 : 0;
        return takes;
    }

    /// <summary>A question that had no answer.</summary>
    public void Fault(string text) => _faults.Add(text);

    /// <summary>What is not there.</summary>
    public IReadOnlyList<string> LeftOut()
    {
        var said = new List<string>();
        Say(said, Runs, "{0} of the table: the report would be larger than {1:N1} MB.", "experiment", options.MaxSize / 1e6);
        Say(said, Crowded.Count, "Details of {0}: the report would be larger than {1:N1} MB.", "experiment", options.MaxSize / 1e6);
        Say(said, Columns, "{0} of the table beyond the first {1:N0}.", "column", ReportOptions.Columns);
        Say(said, Logs, "All but the last {1:N0} entries of {0}.", "log", ReportOptions.LogEntries);
        Say(said, _pictures, "{0} of more than {1:N1} MB.", "picture", options.MaxPictureSize / 1e6);
        Say(said, Tracks, "All but the first {1:N0} entries of {0}, or fewer where they are long.", "track", QuestionLimits.TrackEntries);
        Say(said, _files, "{0} of more than {1:N1} MB.", "other file", ReportOptions.LargestFile / 1e6);
        return [.. said, .. _faults];
    }

    /// <summary>What is there in a coarser form.</summary>
    public IReadOnlyList<string> Reduced()
    {
        var said = new List<string>();
        Say(said, Curves, "{0} of more than {1:N0} points: zooming in shows no finer ones.", "curve", options.Buckets);
        return said;
    }

    private static void Say(List<string> said, int count, string text, string what, double limit)
    {
        if (count > 0)
        {
            var counted = string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}{(count == 1 ? "" : "s")}");
            said.Add(string.Format(CultureInfo.InvariantCulture, text, counted, limit));
        }
    }
}
