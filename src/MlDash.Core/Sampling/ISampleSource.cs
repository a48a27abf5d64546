namespace MlDash.Sampling;

/// <summary>Something of the machine that can be measured. It keeps open what it reads, and notes what it finds in the table that it was made for.</summary>
internal interface ISampleSource : IDisposable
{
    /// <summary>Takes one sample.</summary>
    /// <param name="seconds">Seconds since the sample before; 0 for the first, which only counters note, to have something to compare with.</param>
    void Sample(double seconds);
}
