namespace MlDash.Cmdlets.Binding;

/// <summary>Completes topics of tracks.</summary>
public sealed class TopicCompleter : NameCompleter
{
    private protected override IEnumerable<CompletedName> Find(CompletionRequest request, CompletedWord word) =>
        request.FindTracks().Select(track => new CompletedName(track.Topic, () => TipOf(track)));

    private static string TipOf(TrackInfo track) => $"{CompletionTips.Count(track.TotalEntries, "entry", "entries")} of {string.Join(", ", track.Columns)}";
}
