namespace MlDash.Storage.Outgoing;

/// <content>Documents and files that the server refuses for good: a warning once, until they change.</content>
internal sealed partial class ExperimentSender
{
    private const string RefusedPrefix = "refused:";

    /// <summary>Whether something that the server refuses for good, now or earlier, is kept on this machine alone.</summary>
    public bool HasRefused => Counts.Refused > 0
        || (_opened is { } journal && (File.Exists(journal.RefusedPath) || journal.SentBelow(RefusedPrefix).Any(noted => noted.Value is not null)));

    /// <summary>Warns of what the server has refused earlier and does not have; what it refuses now has warnings of its own.</summary>
    public void WarnOfRefused()
    {
        if (Counts.Refused > 0 || !HasRefused)
            return;
        var records = File.Exists(Journal.RefusedPath) ? File.ReadLines(Journal.RefusedPath).Count() : 0;
        var noted = Journal.SentBelow(RefusedPrefix).Where(one => one.Value is not null).Select(one => one.Key).ToList();
        var files = noted.Count(name => name.StartsWith(RefusedPrefix + FilePrefix, StringComparison.Ordinal));
        var place = records > 0 ? $"the records are kept in '{Journal.RefusedPath}', the rest in '{_layout.Folder}'" : $"they are kept in '{_layout.Folder}'";
        _warn($"Of '{Path}', {records} records, {files} files and {noted.Count - files} other items were refused earlier and are not on the server; {place}.");
    }

    /// <summary>Whether the server has refused this very thing, so that there is no use in sending it again.</summary>
    private bool IsRefused(string what, string fingerprint) => !_rules.TryRefused && Journal.Sent(RefusedPrefix + what) as string == fingerprint;

    /// <summary>Notes that the server refuses something for good; used under the journal's lock.</summary>
    private void NoteRefused(string what, string fingerprint, string named, MlDashException fault)
    {
        Journal.NoteSent(RefusedPrefix + what, fingerprint);
        _warn($"The server refuses {named} of '{Path}'. What was refused stays in '{_layout.Folder}' and is not sent again until it changes. {fault.Message}");
        Count(counts => new TransferCounts(counts) { Refused = counts.Refused + 1 });
    }

    /// <summary>Forgets that something was refused; used under the journal's lock.</summary>
    private void NoteTaken(string what)
    {
        if (Journal.Sent(RefusedPrefix + what) is not null)
            Journal.NoteSent(RefusedPrefix + what, null);
    }
}
