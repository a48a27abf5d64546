using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using MlDash.Sampling;

namespace MlDash.Watching;

/// <summary>
/// A process of Windows that waits at its start until <see cref="Resume"/>. The runtime starts none that waits, and one that runs at once may have started
/// others before it is in a job.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed unsafe partial class WindowsProcess : IDisposable
{
    private const uint Suspended = 4;
    private const uint UnicodeEnvironment = 0x400;
    private const uint UseStandardHandles = 0x100;
    private const int StandardInput = -10;
    private const uint Failed = uint.MaxValue;
    private const uint EndedByForce = 1;

    private readonly SafeFileHandle _thread;

    /// <param name="start">What to run.</param>
    /// <param name="environment">Its environment; null for that of this process.</param>
    /// <param name="input">What it reads; null for the input of this process.</param>
    /// <param name="output">Its output.</param>
    /// <param name="error">Its errors.</param>
    /// <exception cref="Win32Exception">It cannot be started.</exception>
    public WindowsProcess(ProgramStart start, string? environment, SafeHandle? input, SafeHandle output, SafeHandle error)
    {
        var startup = new Startup
        {
            Size = (uint)sizeof(Startup),
            Flags = UseStandardHandles,
            Input = input?.DangerousGetHandle() ?? Standard(StandardInput),
            Output = output.DangerousGetHandle(),
            Error = error.DangerousGetHandle(),
        };
        var started = default(Started);
        // The system writes into the command line.
        var text = (WindowsText.CommandLine(start.FilePath, start.Arguments) + '\0').ToCharArray();
        fixed (char* line = text, variables = environment, folder = start.WorkingFolder)
        {
            if (!Create(null, line, 0, 0, inherit: true, Suspended | UnicodeEnvironment, variables, folder, &startup, &started))
                throw new Win32Exception(Marshal.GetLastPInvokeError());
        }

        Handle = new(started.Process, ownsHandle: true);
        _thread = new(started.Thread, ownsHandle: true);
        Id = (int)started.Id;
    }

    /// <summary>The process.</summary>
    public SafeProcessHandle Handle { get; }

    /// <summary>Its number.</summary>
    public int Id { get; }

    /// <summary>How it ended; it has.</summary>
    public int ExitCode => ExitCodeOf(Handle, out var code) ? (int)code : throw new Win32Exception(Marshal.GetLastPInvokeError());

    /// <summary>Processor time of its own; null when the system does not say.</summary>
    public TimeSpan? CpuTime => WindowsNative.GetProcessTimes(Handle.DangerousGetHandle(), out _, out _, out var kernel, out var user)
        ? TimeSpan.FromTicks(kernel + user)
        : null;

    /// <summary>Lets it run.</summary>
    /// <exception cref="Win32Exception">It cannot run, and has been ended.</exception>
    public void Resume()
    {
        if (ResumeThread(_thread) != Failed)
            return;
        var fault = new Win32Exception(Marshal.GetLastPInvokeError());
        Terminate(Handle, EndedByForce);
        throw fault;
    }

    /// <summary>Waits for its end.</summary>
    public void Wait()
    {
        using var ended = new ManualResetEvent(false) { SafeWaitHandle = new(Handle.DangerousGetHandle(), ownsHandle: false) };
        ended.WaitOne();
    }

    public void Dispose()
    {
        _thread.Dispose();
        Handle.Dispose();
    }

    [LibraryImport("kernel32", EntryPoint = "CreateProcessW", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool Create(
        char* program, char* line, nint processSecurity, nint threadSecurity, [MarshalAs(UnmanagedType.Bool)] bool inherit, uint flags, char* environment,
        char* folder, Startup* startup, Started* started);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial uint ResumeThread(SafeFileHandle thread);

    [LibraryImport("kernel32", EntryPoint = "TerminateProcess")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool Terminate(SafeProcessHandle process, uint code);

    [LibraryImport("kernel32", EntryPoint = "GetExitCodeProcess", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool ExitCodeOf(SafeProcessHandle process, out uint code);

    [LibraryImport("kernel32", EntryPoint = "GetStdHandle")]
    private static partial nint Standard(int which);

    /// <summary>STARTUPINFOW on 64 bits.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 104)]
    private struct Startup
    {
        [FieldOffset(0)]
        public uint Size;

        [FieldOffset(60)]
        public uint Flags;

        [FieldOffset(80)]
        public nint Input;

        [FieldOffset(88)]
        public nint Output;

        [FieldOffset(96)]
        public nint Error;
    }

    /// <summary>PROCESS_INFORMATION.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Started
    {
        public nint Process;
        public nint Thread;
        public uint Id;
        public uint ThreadId;
    }
}
