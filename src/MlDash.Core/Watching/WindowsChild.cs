using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace MlDash.Watching;

/// <summary>A program on Windows, in a job object: that ends all of them at once, and says what they used together.</summary>
internal sealed class WindowsChild : IChildProcess
{
    private readonly Process _process;
    private readonly JobObject _job = new();
    private readonly bool _isInJob;

    /// <exception cref="ConfigurationException"><c>ProgramNotStarted</c>.</exception>
    public WindowsChild(ProgramStart start, TimeProvider clock)
    {
        var information = new ProcessStartInfo(start.FilePath, start.Arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = start.WorkingFolder ?? string.Empty,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = start.HasInput,
        };
        if ((start.IsOutputTerminal || start.IsErrorTerminal) && start.Size is { } size)
        {
            // There is no pseudo terminal here; many programs take their word for it.
            information.Environment.TryAdd("FORCE_COLOR", "1");
            information.Environment.TryAdd("COLUMNS", size().Columns.ToString(CultureInfo.InvariantCulture));
        }

        try
        {
            StartStamp = clock.GetTimestamp();
            _process = Process.Start(information)!;
        }
        catch (Win32Exception fault)
        {
            _job.Dispose();
            throw ProgramErrors.NotStarted(start, fault.Message, fault);
        }

        _isInJob = _job.Add(_process.SafeHandle);
        Id = _process.Id;
        Input = start.HasInput ? _process.StandardInput.BaseStream : null;
    }

    public int Id { get; }

    public long StartStamp { get; }

    public Stream? Input { get; }

    public int Read(OutputSource stream, Span<byte> buffer) =>
        (stream == OutputSource.Output ? _process.StandardOutput : _process.StandardError).BaseStream.Read(buffer);

    public ChildEnd WaitForEnd()
    {
        // Not its own wait, which also waits for the streams.
        using var ended = new ManualResetEvent(false) { SafeWaitHandle = new(_process.SafeHandle.DangerousGetHandle(), ownsHandle: false) };
        ended.WaitOne();
        return new(_process.ExitCode, null, _job.CpuTime ?? _process.TotalProcessorTime);
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

    /// <summary>
    /// Windows has no way to ask one program of a console: it is ended by force at once. What it started before it was in the job is known by its parent, what
    /// has lost its parent since by the job.
    /// </summary>
    public void EndTree(bool byForce)
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception fault) when (_isInJob && fault is (AggregateException or Win32Exception or InvalidOperationException))
        {
            // It may end by itself meanwhile, and what is left ends with the job.
        }

        if (_isInJob)
            _job.End();
    }

    public void Dispose()
    {
        _process.Dispose();
        _job.Dispose();
    }
}
