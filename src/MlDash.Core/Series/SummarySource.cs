namespace MlDash.Series;

/// <summary>Reads bytes of summaries from where they are kept; fewer than it is asked for where they end, and never room for more than there are.</summary>
/// <param name="begin">From where on.</param>
/// <param name="length">How many.</param>
/// <param name="cancellationToken">Ends it.</param>
internal delegate ValueTask<ReadOnlyMemory<byte>> SummarySource(long begin, int length, CancellationToken cancellationToken);
