namespace MlDash.Sampling;

/// <summary>Graphics processors of AMD, as their driver in the kernel shows them.</summary>
internal sealed class AmdGraphics : ISampleSource
{
    private const double MicrowattsPerWatt = 1e6;
    private const double PerDegree = 1000;

    private readonly SampleTable _table;
    private readonly List<Reading> _readings = [];

    private AmdGraphics(SampleTable table) => _table = table;

    /// <summary>The processors; null when there are none.</summary>
    /// <param name="table">Where samples go.</param>
    /// <param name="root">The root folder of the system.</param>
    /// <param name="first">The number that the first gets.</param>
    public static AmdGraphics? Open(SampleTable table, string root, int first)
    {
        var found = new AmdGraphics(table);
        var index = first;
        foreach (var card in KernelFolders.Under(Path.Combine(root, "sys/class/drm"), "card*").Select(card => Path.Combine(card, "device")))
        {
            if (!File.Exists(Path.Combine(card, "gpu_busy_percent")))
                continue;
            found.Add(SampleNames.GraphicsUtilization(index), 2, 1, Path.Combine(card, "gpu_busy_percent"));
            found.Add(SampleNames.GraphicsMemory(index), 0, 1, Path.Combine(card, "mem_info_vram_used"));
            if (KernelFile.Number(Path.Combine(card, "mem_info_vram_total")) is { } total and > 0)
                found.Add(SampleNames.GraphicsMemoryPercent(index), 2, total / 100.0, Path.Combine(card, "mem_info_vram_used"));
            foreach (var chip in KernelFolders.Under(Path.Combine(card, "hwmon")))
            {
                found.Add(SampleNames.GraphicsPower(index), 2, MicrowattsPerWatt, Path.Combine(chip, "power1_average"), Path.Combine(chip, "power1_input"));
                found.Add(SampleNames.GraphicsTemperature(index), 1, PerDegree, Path.Combine(chip, "temp1_input"));
            }

            index++;
        }

        return found._readings.Count > 0 ? found : null;
    }

    /// <inheritdoc />
    public void Sample(double seconds)
    {
        foreach (var reading in _readings)
        {
            if (reading.File.TryReadNumber(out var value))
                _table.Note(reading.Field, value / reading.Divisor);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var reading in _readings)
            reading.File.Dispose();
    }

    /// <summary>Adds the first of the files that exists.</summary>
    private void Add(string name, int decimals, double divisor, params string[] paths)
    {
        if (paths.Select(path => KernelFile.Open(path, 64)).FirstOrDefault(file => file is not null) is { } file)
            _readings.Add(new(_table.Add(name, decimals), divisor, file));
    }

    private sealed record Reading(int Field, double Divisor, KernelFile File);
}
