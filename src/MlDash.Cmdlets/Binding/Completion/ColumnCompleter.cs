namespace MlDash.Cmdlets.Binding;

/// <summary>Completes columns of the track that the line names.</summary>
public sealed class ColumnCompleter : NameCompleter
{
    private protected override IEnumerable<CompletedName> Find(CompletionRequest request, CompletedWord word)
    {
        var topic = request.Text("Topic")?.Trim('/');
        return request.FindTracks().Where(track => topic is null || track.Topic == topic)
            .SelectMany(track => track.Columns.Select(column => new CompletedName(column, () => $"Column of {track.Topic}")));
    }
}
