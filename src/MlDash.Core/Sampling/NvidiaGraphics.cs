namespace MlDash.Sampling;

/// <summary>Graphics processors of NVIDIA. What one does not tell, for example the fan of one that has none, is not asked again.</summary>
internal sealed unsafe class NvidiaGraphics : ISampleSource
{
    private const double PerWatt = 1000;
    private const double PerJoule = 1000;
    private const int GraphicsClock = 0;
    private const int MemoryClock = 2;
    private const int ChipSensor = 0;

    private readonly SampleTable _table;
    private readonly NvidiaLibrary _library;
    private readonly List<Processor> _processors = [];
    private readonly delegate* unmanaged<nint, Utilization*, int> _utilization;
    private readonly delegate* unmanaged<nint, MemoryInfo*, int> _memory;
    private readonly delegate* unmanaged<nint, uint*, int> _power;
    private readonly delegate* unmanaged<nint, uint*, int> _fan;
    private readonly delegate* unmanaged<nint, int, uint*, int> _temperature;
    private readonly delegate* unmanaged<nint, int, uint*, int> _clock;
    private readonly delegate* unmanaged<nint, ulong*, int> _energy;

    private NvidiaGraphics(SampleTable table, NvidiaLibrary library)
    {
        (_table, _library) = (table, library);
        _utilization = (delegate* unmanaged<nint, Utilization*, int>)library.Function("nvmlDeviceGetUtilizationRates");
        _memory = (delegate* unmanaged<nint, MemoryInfo*, int>)library.Function("nvmlDeviceGetMemoryInfo");
        _power = (delegate* unmanaged<nint, uint*, int>)library.Function("nvmlDeviceGetPowerUsage");
        _fan = (delegate* unmanaged<nint, uint*, int>)library.Function("nvmlDeviceGetFanSpeed");
        _temperature = (delegate* unmanaged<nint, int, uint*, int>)library.Function("nvmlDeviceGetTemperature");
        _clock = (delegate* unmanaged<nint, int, uint*, int>)library.Function("nvmlDeviceGetClockInfo");
        _energy = (delegate* unmanaged<nint, ulong*, int>)library.Function("nvmlDeviceGetTotalEnergyConsumption");
        foreach (var device in library.Devices())
            _processors.Add(new(device, table, _processors.Count));
    }

    /// <summary>How many there are: those of other makers are counted on from here.</summary>
    public int Count => _processors.Count;

    /// <summary>The processors; null when there are none.</summary>
    /// <param name="table">Where samples go.</param>
    /// <param name="name">A name or path of the library; null for those that the driver has.</param>
    public static NvidiaGraphics? Open(SampleTable table, string? name)
    {
        if (NvidiaLibrary.Open(name) is not { } library)
            return null;
        var found = new NvidiaGraphics(table, library);
        if (found.Count > 0)
            return found;
        found.Dispose();
        return null;
    }

    /// <inheritdoc />
    public void Sample(double seconds)
    {
        foreach (var one in _processors)
        {
            Utilization utilization;
            if (_utilization is not null && _utilization(one.Device, &utilization) == 0)
                _table.Note(one.Utilization, utilization.Processor);
            MemoryInfo memory;
            if (_memory is not null && _memory(one.Device, &memory) == 0)
            {
                _table.Note(one.Memory, memory.Used);
                _table.Note(one.MemoryPercent, 100.0 * memory.Used / memory.Total);
            }

            uint number;
            if (_power is not null && _power(one.Device, &number) == 0)
                _table.Note(one.Power, number / PerWatt);
            if (_fan is not null && _fan(one.Device, &number) == 0)
                _table.Note(one.Fan, number);
            if (_temperature is not null && _temperature(one.Device, ChipSensor, &number) == 0)
                _table.Note(one.Temperature, number);
            if (_clock is not null && _clock(one.Device, GraphicsClock, &number) == 0)
                _table.Note(one.Clock, number);
            if (_clock is not null && _clock(one.Device, MemoryClock, &number) == 0)
                _table.Note(one.MemoryClock, number);
            ulong energy;
            if (_energy is not null && _energy(one.Device, &energy) == 0)
                _table.Note(one.Energy, one.SinceStart(energy / PerJoule));
        }
    }

    /// <inheritdoc />
    public void Dispose() => _library.Dispose();

    private struct Utilization
    {
        public uint Processor;
        public uint Memory;
    }

    private struct MemoryInfo
    {
        public ulong Total;
        public ulong Free;
        public ulong Used;
    }

    private sealed class Processor(nint device, SampleTable table, int index)
    {
        private double? _energyAtStart;

        public nint Device => device;

        public int Utilization { get; } = table.Add(SampleNames.GraphicsUtilization(index), 2);

        public int Memory { get; } = table.Add(SampleNames.GraphicsMemory(index), 0);

        public int MemoryPercent { get; } = table.Add(SampleNames.GraphicsMemoryPercent(index), 2);

        public int Power { get; } = table.Add(SampleNames.GraphicsPower(index), 2);

        public int Temperature { get; } = table.Add(SampleNames.GraphicsTemperature(index), 1);

        public int Fan { get; } = table.Add($"gpu/{index}/fan_percent", 0);

        public int Clock { get; } = table.Add($"gpu/{index}/clock_megahertz", 0);

        public int MemoryClock { get; } = table.Add($"gpu/{index}/memory_clock_megahertz", 0);

        public int Energy { get; } = table.Add($"gpu/{index}/energy_joules", 1);

        /// <summary>The driver counts since it was loaded; the experiment since its start.</summary>
        public double SinceStart(double energy) => energy - (_energyAtStart ??= energy);
    }
}
