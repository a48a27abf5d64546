namespace MlDash.Sampling;

/// <summary>How many processes want to run, on average over one, five and fifteen minutes.</summary>
internal sealed class LinuxLoad(SampleTable table, KernelFile averages) : ISampleSource
{
    private readonly int[] _fields = [.. SampleNames.Load.Select(name => table.Add(name, 2))];

    /// <inheritdoc />
    public void Sample(double seconds)
    {
        var words = new KernelWords(averages.Read());
        foreach (var field in _fields)
            table.Note(field, words.NextNumber());
    }

    /// <inheritdoc />
    public void Dispose() => averages.Dispose();
}
