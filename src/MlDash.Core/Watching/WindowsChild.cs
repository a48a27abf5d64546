using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO.Pipes;
using System.Runtime.Versioning;

namespace MlDash.Watching;

/// <summary>A program on Windows, in a job object from its first moment: that ends all of them at once, and says what they used together.</summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsChild : IChildProcess
{
    private const int PipeSize = 64 * 1024;

    /// <summary>A process inherits all that can be inherited at its start: of two at the same time, one would hold the output of the other.</summary>
    private static readonly object _starting = new();

    private readonly WindowsProcess _process;
    private readonly JobObject _job = new();
    private readonly AnonymousPipeServerStream _output;
    private readonly AnonymousPipeServerStream _error;
    private readonly AnonymousPipeServerStream? _input;
    private readonly bool _isInJob;

    /// <exception cref="ConfigurationException"><c>ProgramNotStarted</c>.</exception>
    public WindowsChild(ProgramStart start, TimeProvider clock)
    {
        lock (_starting)
        {
            _output = new(PipeDirection.In, HandleInheritability.Inheritable, PipeSize);
            _error = new(PipeDirection.In, HandleInheritability.Inheritable, PipeSize);
            _input = start.HasInput ? new(PipeDirection.Out, HandleInheritability.Inheritable, PipeSize) : null;
            try
            {
                _process = new(start, EnvironmentOf(start), _input?.ClientSafePipeHandle, _output.ClientSafePipeHandle, _error.ClientSafePipeHandle);
                _isInJob = _job.Add(_process.Handle);
                StartStamp = clock.GetTimestamp();
                _process.Resume();
            }
            catch (Win32Exception fault)
            {
                Dispose();
                throw ProgramErrors.NotStarted(start, fault.Message, fault);
            }

            _output.DisposeLocalCopyOfClientHandle();
            _error.DisposeLocalCopyOfClientHandle();
            _input?.DisposeLocalCopyOfClientHandle();
        }
    }

    public int Id => _process.Id;

    public long StartStamp { get; }

    public Stream? Input => _input;

    public int Read(OutputSource stream, Span<byte> buffer) => (stream == OutputSource.Output ? _output : _error).Read(buffer);

    public ChildEnd WaitForEnd()
    {
        _process.Wait();
        return new(_process.ExitCode, null, _job.CpuTime ?? _process.CpuTime);
    }

    public long? SampleMemory() => _job.PeakMemory;

    /// <summary>A pipe has no size.</summary>
    public void Resize()
    {
    }

    /// <summary>Ctrl-C reaches all programs of the console by itself, and there is none for one of them.</summary>
    public void Interrupt()
    {
    }

    /// <summary>Windows has no way to ask one program of a console: it is ended by force at once.</summary>
    public void EndTree(bool byForce)
    {
        if (_isInJob)
        {
            _job.End();
            return;
        }

        try
        {
            // Its number stays taken while its handle is open.
            using var process = Process.GetProcessById(Id);
            process.Kill(entireProcessTree: true);
        }
        catch (Exception fault) when (fault is ArgumentException or AggregateException or Win32Exception or InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
        _input?.Dispose();
        _process?.Dispose();
        _job.Dispose();
    }

    /// <summary>There is no pseudo terminal here; many programs take their environment's word for it.</summary>
    private static string? EnvironmentOf(ProgramStart start)
    {
        if (!(start.IsOutputTerminal || start.IsErrorTerminal) || start.Size is not { } size)
            return null;
        var variables = Environment.GetEnvironmentVariables();
        foreach (var (name, value) in new[] { ("FORCE_COLOR", "1"), ("COLUMNS", size().Columns.ToString(CultureInfo.InvariantCulture)) })
        {
            if (Environment.GetEnvironmentVariable(name) is null)
                variables.Add(name, value);
        }

        return WindowsText.Environment(variables);
    }
}
