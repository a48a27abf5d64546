namespace MlDash.Following;

/// <summary>The forms of files, known by their names.</summary>
internal static class FollowedForms
{
    private const string EventsName = "tfevents";

    /// <summary>The form that a name, or a pattern for names, stands for; null when it stands for none.</summary>
    public static FollowedForm? Of(string name) => name.Contains(EventsName, StringComparison.OrdinalIgnoreCase)
        ? FollowedForm.Events
        : Path.GetExtension(name).ToUpperInvariant() switch
        {
            ".CSV" => FollowedForm.Csv,
            ".TSV" => FollowedForm.Tsv,
            ".JSONL" or ".NDJSON" => FollowedForm.JsonLines,
            _ => null,
        };

    /// <summary>What reads the rows of a file.</summary>
    public static FileRows Open(FollowedForm form, RowSink sink) => form switch
    {
        FollowedForm.Csv => new TableRows(sink, null),
        FollowedForm.Tsv => new TableRows(sink, '\t'),
        FollowedForm.JsonLines => new JsonRows(sink),
        _ => new EventRows(sink),
    };
}
