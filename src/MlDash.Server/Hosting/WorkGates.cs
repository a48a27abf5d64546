namespace MlDash.Server.Hosting;

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

/// <summary>Lets so many in at once; the others wait in the order they came.</summary>
/// <param name="places">How many.</param>
internal sealed class WorkGate(int places) : IDisposable
{
    private readonly SemaphoreSlim _free = new(places, places);
    private int _inside;
    private int _most;

    /// <summary>The most that were ever inside together.</summary>
    public int MostInside => Volatile.Read(ref _most);

    /// <summary>How many may be inside together.</summary>
    public int Places => places;

    /// <summary>Waits for a place, which is free again when the result is disposed.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancel)
    {
        await _free.WaitAsync(cancel);
        var inside = Interlocked.Increment(ref _inside);
        for (var most = _most; inside > most; most = _most)
            Interlocked.CompareExchange(ref _most, inside, most);
        return new Place(this);
    }

    public void Dispose() => _free.Dispose();

    private sealed class Place(WorkGate gate) : IDisposable
    {
        private WorkGate? _gate = gate;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _gate, null) is not { } left)
                return;
            Interlocked.Decrement(ref left._inside);
            left._free.Release();
        }
    }
}
