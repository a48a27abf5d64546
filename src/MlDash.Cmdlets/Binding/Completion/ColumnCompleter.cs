using MlDash.Text;

namespace MlDash.Cmdlets.Binding;

/// <summary>Completes columns of the track that the line names.</summary>
public sealed class ColumnCompleter : NameCompleter
{
    private protected override IEnumerable<CompletedName> Find(CompletionRequest request, CompletedWord word)
    {
        var topics = Array.ConvertAll(request.Texts("Topic"), topic => Wildcard.ForName(topic.Trim('/')));
        return request.FindTracks().Where(track => topics.Length == 0 || topics.Any(topic => topic.IsMatch(track.Topic)))
            .SelectMany(track => track.Columns.Select(column => new CompletedName(column, () => $"Column of {track.Topic}")));
    }
}
