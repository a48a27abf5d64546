namespace MlDash.Sampling;

/// <summary>Temperatures of the sensors that the kernel knows, in degrees Celsius.</summary>
internal sealed class LinuxTemperatures : ISampleSource
{
    /// <summary>Some sensors are behind a slow bus, and no temperature changes fast.</summary>
    private const int SamplesBetween = 5;

    private const int Most = 32;
    private const double PerDegree = 1000;

    private readonly SampleTable _table;
    private readonly List<(int Field, KernelFile File)> _sensors = [];
    private int _round;

    private LinuxTemperatures(SampleTable table) => _table = table;

    /// <summary>The sensors; null when there are none.</summary>
    public static LinuxTemperatures? Open(SampleTable table, string root)
    {
        var found = new LinuxTemperatures(table);
        foreach (var chip in KernelFolders.Under(Path.Combine(root, "sys/class/hwmon")))
        {
            var name = KernelFile.Text(Path.Combine(chip, "name")) ?? Path.GetFileName(chip);
            foreach (var input in Directory.EnumerateFiles(chip, "temp*_input").Order(StringComparer.Ordinal))
            {
                var label = KernelFile.Text(input.Replace("_input", "_label", StringComparison.Ordinal)) ?? Path.GetFileName(input)[..^"_input".Length];
                found.Add($"{name}/{label}", input);
            }
        }

        // The zones are often the same sensors again.
        if (found._sensors.Count == 0)
        {
            foreach (var zone in KernelFolders.Under(Path.Combine(root, "sys/class/thermal"), "thermal_zone*"))
                found.Add(KernelFile.Text(Path.Combine(zone, "type")) ?? Path.GetFileName(zone), Path.Combine(zone, "temp"));
        }

        return found._sensors.Count > 0 ? found : null;
    }

    /// <inheritdoc />
    public void Sample(double seconds)
    {
        if (_round++ % SamplesBetween != 0)
            return;
        for (var at = _sensors.Count - 1; at >= 0; at--)
        {
            try
            {
                if (_sensors[at].File.TryReadNumber(out var value))
                    _table.Note(_sensors[at].Field, value / PerDegree);
            }
            catch (IOException)
            {
                // A sensor of a part that is switched off.
                _sensors[at].File.Dispose();
                _sensors.RemoveAt(at);
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var (_, file) in _sensors)
            file.Dispose();
    }

    private void Add(string name, string path)
    {
        if (_sensors.Count < Most && KernelFile.Open(path, 64) is { } file)
            _sensors.Add((_table.Add($"temperature/{name.Replace(' ', '_')}", 1), file));
    }
}
