namespace MlDash.Storage.Checking;

/// <summary>The words of <see cref="StoreFinding.Kind"/>.</summary>
internal static class FindingKinds
{
    public const string DocumentUnreadable = "DocumentUnreadable";
    public const string DocumentMissing = "DocumentMissing";
    public const string DocumentIncomplete = "DocumentIncomplete";
    public const string DocumentChanged = "DocumentChanged";
    public const string DocumentMisplaced = "DocumentMisplaced";
    public const string LineBroken = "LineBroken";
    public const string LineTorn = "LineTorn";
    public const string IndexGap = "IndexGap";
    public const string IndexRepeated = "IndexRepeated";
    public const string SequenceGap = "SequenceGap";
    public const string SequenceRepeated = "SequenceRepeated";
    public const string StreamChanged = "StreamChanged";
    public const string StreamCut = "StreamCut";
    public const string StreamMissing = "StreamMissing";
    public const string CounterWrong = "CounterWrong";
    public const string IndexStale = "IndexStale";
    public const string SummaryStale = "SummaryStale";
    public const string FileMissing = "FileMissing";
    public const string FileChanged = "FileChanged";
    public const string FileUnlisted = "FileUnlisted";
    public const string ForeignName = "ForeignName";
    public const string LeftOver = "LeftOver";
    public const string IdDuplicate = "IdDuplicate";
    public const string Unreadable = "Unreadable";
    public const string NotSealed = "NotSealed";
    public const string ExperimentMissing = "ExperimentMissing";
    public const string Refused = "Refused";
    public const string Waiting = "Waiting";
}
