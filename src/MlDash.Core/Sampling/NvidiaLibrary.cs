using System.Runtime.InteropServices;

namespace MlDash.Sampling;

/// <summary>The library of NVIDIA's driver that says how busy its processors are (NVML). It is there where the driver is.</summary>
internal sealed unsafe class NvidiaLibrary : IDisposable
{
    private const int Success = 0;

    private readonly nint _library;
    private readonly delegate* unmanaged<int> _shutDown;
    private readonly delegate* unmanaged<uint*, int> _count;
    private readonly delegate* unmanaged<uint, nint*, int> _device;
    private bool _hasBegun;

    private NvidiaLibrary(nint library)
    {
        _library = library;
        _shutDown = (delegate* unmanaged<int>)Function("nvmlShutdown");
        _count = (delegate* unmanaged<uint*, int>)Function("nvmlDeviceGetCount_v2");
        _device = (delegate* unmanaged<uint, nint*, int>)Function("nvmlDeviceGetHandleByIndex_v2");
    }

    /// <summary>Loads the library and begins to use it; null when it is not there, or finds no driver.</summary>
    /// <param name="name">A name or path of the library; null for those that the driver has.</param>
    public static NvidiaLibrary? Open(string? name)
    {
        if (!TryLoad(name, out var handle))
            return null;
        var library = new NvidiaLibrary(handle);
        if (library.Begin())
            return library;
        library.Dispose();
        return null;
    }

    /// <summary>The handles of the processors.</summary>
    public nint[] Devices()
    {
        uint count;
        if (_count is null || _device is null || _count(&count) != Success)
            return [];
        var devices = new List<nint>();
        for (uint index = 0; index < count; index++)
        {
            nint device;
            if (_device(index, &device) == Success)
                devices.Add(device);
        }

        return [.. devices];
    }

    /// <summary>A function by its name; null when this driver does not have it.</summary>
    public void* Function(string name) => NativeLibrary.TryGetExport(_library, name, out var address) ? (void*)address : null;

    /// <inheritdoc />
    public void Dispose()
    {
        if (_hasBegun && _shutDown is not null)
            _ = _shutDown();
        NativeLibrary.Free(_library);
    }

    private static bool TryLoad(string? name, out nint handle)
    {
        if (name is not null)
            return NativeLibrary.TryLoad(name, out handle);
        // The folder of the system alone: whatever lies in the current folder under this name is not the driver's.
        return NativeLibrary.TryLoad(
            OperatingSystem.IsWindows() ? "nvml.dll" : "libnvidia-ml.so.1", typeof(NvidiaLibrary).Assembly, DllImportSearchPath.System32, out handle);
    }

    private bool Begin()
    {
        var begin = (delegate* unmanaged<int>)Function("nvmlInit_v2");
        return _hasBegun = begin is not null && begin() == Success;
    }
}
