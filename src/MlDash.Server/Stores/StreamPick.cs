namespace MlDash.Server.Stores;

/// <summary>Items of a stream in an order of the caller's: who sorts or filters a stream holds places, and loads the items of one page.</summary>
internal static class StreamPick
{
    /// <summary>The items at these indexes, none twice, in their order; empty where there is none any more. The bytes are the caller's.</summary>
    public static async Task<Memory<byte>[]> ReadAsync(
        IMetadataStore store, string stream, IReadOnlyCollection<long> indexes, CancellationToken cancellationToken)
    {
        var picked = new Memory<byte>[indexes.Count];
        if (picked.Length == 0)
            return picked;
        var places = indexes.Select((index, place) => (index, place)).ToDictionary(p => p.index, p => p.place);
        await foreach (var batch in store.ReadAsync(stream, indexes.Min(), indexes.Max() + 1, cancellationToken))
        {
            var index = batch.Start;
            foreach (var line in Lines.Split(batch.Lines))
            {
                // Copied, so that a batch is not kept for one of its items.
                if (places.TryGetValue(index++, out var place))
                    picked[place] = line.ToArray();
            }
        }
        return picked;
    }
}
