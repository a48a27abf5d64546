namespace MlDash.Server.Http;

/// <summary>Where work that takes much memory waits for its turn, so that a few requests at once cannot take all there is.</summary>
internal sealed class WorkGates : IDisposable
{
    /// <summary>Requests that hold a large body, or one that grows when it is decoded.</summary>
    public WorkGate LargeBodies { get; } = new(Math.Max(2, Environment.ProcessorCount));

    /// <summary>GraphQL queries; they mostly wait for the database.</summary>
    public WorkGate Queries { get; } = new(Math.Max(4, 2 * Environment.ProcessorCount));

    /// <summary>Reads that sort or filter what a stream holds.</summary>
    public WorkGate WholeStreams { get; } = new(Math.Max(2, Environment.ProcessorCount));

    public void Dispose()
    {
        LargeBodies.Dispose();
        Queries.Dispose();
        WholeStreams.Dispose();
    }
}

/// <summary>Limits how many run at once; the others wait in the order they came.</summary>
/// <param name="places">How many.</param>
internal sealed class WorkGate(int places) : IDisposable
{
    private readonly SemaphoreSlim _free = new(places, places);

    /// <summary>How many may be inside together.</summary>
    public int Places => places;

    /// <summary>Waits for a place, which is free again when the result is disposed.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        return new Place(this);
    }

    public void Dispose() => _free.Dispose();

    private sealed class Place(WorkGate gate) : IDisposable
    {
        private WorkGate? _gate = gate;

        public void Dispose() => Interlocked.Exchange(ref _gate, null)?._free.Release();
    }
}
