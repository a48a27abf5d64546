using System.Runtime.InteropServices;

namespace MlDash.Watching;

/// <summary>Calls of Unix that the runtime has no counterpart of.</summary>
internal static unsafe partial class Posix
{
    public const int SigInt = 2;
    public const int SigKill = 9;
    public const int SigPipe = 13;
    public const int SigTerm = 15;
    public const int Interrupted = 4;

    /// <summary>Not every system has it, see <see cref="FolderShell"/>.</summary>
    public const string AddFolderName = "posix_spawn_file_actions_addchdir_np";

    /// <summary>POSIX_SPAWN_SETSIGDEF, the same on all systems.</summary>
    public const short SetDefaultSignals = 4;

    /// <summary>Larger than the opaque structures of any system.</summary>
    public const int OpaqueSize = 1024;

    public static short PollIn => 1;

    /// <summary>WEXITED and WNOWAIT.</summary>
    public static int ExitedAndKept => 4 | (OperatingSystem.IsMacOS() ? 0x20 : 0x01000000);

    public static int SigWindowChanged => 28;

    private static int ReadWrite => 2;

    private static int NoControllingTerminal => OperatingSystem.IsMacOS() ? 0x20000 : 0x100;

    private static int CloseOnExec => OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;

    private static nuint SetWindowSize => OperatingSystem.IsMacOS() ? 0x80087467 : 0x5414;

    private static int OutputFlagsAt => OperatingSystem.IsMacOS() ? 8 : 4;

    /// <summary>Opens a file descriptor of a new pseudo terminal; -1 when there is none.</summary>
    public static int OpenTerminal(out int slave)
    {
        slave = -1;
        var master = OpenPseudoTerminal(ReadWrite | NoControllingTerminal | CloseOnExec);
        if (master < 0)
            return -1;
        var name = stackalloc byte[256];
        if (Grant(master) == 0 && Unlock(master) == 0 && NameOf(master, name, 256) == 0)
            slave = Open(name, ReadWrite | NoControllingTerminal | CloseOnExec);
        if (slave >= 0)
            return master;
        _ = Close(master);
        return -1;
    }

    /// <summary>Leaves lines as they are: the terminal that shows them makes its own line ends.</summary>
    public static void PassOutputUnchanged(int terminal)
    {
        var modes = stackalloc byte[256];
        if (GetModes(terminal, modes) != 0)
            return;
        // OPOST.
        modes[OutputFlagsAt] &= 0xFE;
        _ = SetModes(terminal, 0, modes);
    }

    public static void Resize(int terminal, TerminalSize size)
    {
        var cells = stackalloc ushort[4] { (ushort)size.Rows, (ushort)size.Columns, 0, 0 };
        // Apple's processors take what follows the named arguments from the stack: it is behind eight.
        _ = OperatingSystem.IsMacOS() && RuntimeInformation.ProcessArchitecture == Architecture.Arm64
            ? ControlBehindEight(terminal, SetWindowSize, 0, 0, 0, 0, 0, 0, cells)
            : Control(terminal, SetWindowSize, cells);
    }

    [LibraryImport("libc", EntryPoint = "posix_openpt")]
    private static partial int OpenPseudoTerminal(int flags);

    [LibraryImport("libc", EntryPoint = "grantpt")]
    private static partial int Grant(int terminal);

    [LibraryImport("libc", EntryPoint = "unlockpt")]
    private static partial int Unlock(int terminal);

    [LibraryImport("libc", EntryPoint = "ptsname_r")]
    private static partial int NameOf(int terminal, byte* name, nuint size);

    [LibraryImport("libc", EntryPoint = "open")]
    private static partial int Open(byte* path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Control(int file, nuint request, ushort* cells);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int ControlBehindEight(
        int file, nuint request, nint third, nint fourth, nint fifth, nint sixth, nint seventh, nint eighth, ushort* cells);

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    private static partial int GetModes(int terminal, byte* modes);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    private static partial int SetModes(int terminal, int when, byte* modes);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(PollEntry* entries, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int file, byte* buffer, nuint size);

    [LibraryImport("libc", EntryPoint = "kill")]
    public static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "waitid", SetLastError = true)]
    public static partial int WaitKept(int kind, int process, byte* information, int options);

    [LibraryImport("libc", EntryPoint = "wait4", SetLastError = true)]
    public static partial int Wait(int process, out int status, int options, Usage* usage);

    [LibraryImport("libc", EntryPoint = "posix_spawn")]
    public static partial int Spawn(out int process, byte* path, void* actions, void* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    public static partial int InitializeActions(void* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    public static partial int AddDuplicate(void* actions, int file, int target);

    [LibraryImport("libc", EntryPoint = AddFolderName)]
    public static partial int AddFolder(void* actions, byte* path);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    public static partial int DestroyActions(void* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    public static partial int InitializeAttributes(void* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    public static partial int SetFlags(void* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    public static partial int SetDefaults(void* attributes, void* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    public static partial int DestroyAttributes(void* attributes);

    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    public static partial int EmptySignals(void* signals);

    [LibraryImport("libc", EntryPoint = "sigaddset")]
    public static partial int AddSignal(void* signals, int signal);

    /// <summary>The runtime changes the terminal while it reads keys; a program gets it as it was, as from Process.Start.</summary>
    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_ConfigureTerminalForChildProcess")]
    public static partial void LendTerminal([MarshalAs(UnmanagedType.Bool)] bool toChild);

    [StructLayout(LayoutKind.Sequential)]
    internal struct PollEntry
    {
        public int File;
        public short Events;
        public short Returned;
    }

    /// <summary>The beginning of <c>struct rusage</c>.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 512)]
    internal struct Usage
    {
        public nint UserSeconds;
        public nint UserMicroseconds;
        public nint SystemSeconds;
        public nint SystemMicroseconds;
        public nint PeakMemory;

        // Apple's microseconds have 32 bits; what is behind them is not theirs.
        public readonly TimeSpan CpuTime => TimeSpan.FromSeconds(UserSeconds + SystemSeconds)
            + TimeSpan.FromMicroseconds((int)UserMicroseconds + (int)SystemMicroseconds);
    }
}
