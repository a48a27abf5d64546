using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace MlDash.Tests.Nasty;

/// <summary>Ways to end, and to have children.</summary>
internal static partial class Family
{
    private const int Megabyte = 1 << 20;
    private const int Interrupted = 5;

    /// <summary>Starts a child that keeps the output open for some seconds, says which process it is, and ends.</summary>
    public static int Leave(int seconds)
    {
        using var child = Start("sleep", seconds);
        Say(child.Id.ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    /// <summary>Has a child that needs memory, and waits for it.</summary>
    public static int Eat(int megabytes)
    {
        using var child = Start("hold", megabytes);
        child.WaitForExit();
        return child.ExitCode;
    }

    /// <summary>Needs memory for a second.</summary>
    public static int Hold(int megabytes)
    {
        var memory = GC.AllocateUninitializedArray<byte>(megabytes * Megabyte, pinned: true);
        for (var at = 0; at < memory.Length; at += Environment.SystemPageSize)
            memory[at] = 1;
        Thread.Sleep(1000);
        GC.KeepAlive(memory);
        return 0;
    }

    /// <summary>Says nothing.</summary>
    public static int Sleep(int seconds)
    {
        Thread.Sleep(seconds * 1000);
        return 0;
    }

    /// <summary>Does not end when it is asked to.</summary>
    public static int Deaf()
    {
        using var ended = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => context.Cancel = true);
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        Say($"ready {Environment.ProcessId}");
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    /// <summary>Tidies up when it is interrupted, and says so.</summary>
    public static int Polite()
    {
        using var asked = new ManualResetEventSlim();
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            asked.Set();
        });
        Say("ready");
        asked.Wait();
        Thread.Sleep(300);
        Say("tidied up");
        return Interrupted;
    }

    /// <summary>Ends by a signal of its own.</summary>
    public static int Signal(int signal)
    {
        Say("before");
        _ = Kill(Environment.ProcessId, signal);
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    private static Process Start(string what, int number)
    {
        // The host that runs this: its own, or dotnet with the program as an argument.
        var own = Environment.ProcessPath!;
        string[] lead = Path.GetFileNameWithoutExtension(own) == "dotnet" ? [typeof(Family).Assembly.Location] : [];
        return Process.Start(new ProcessStartInfo(own, [.. lead, what, number.ToString(CultureInfo.InvariantCulture)]) { UseShellExecute = false })!;
    }

    private static void Say(string text) => Writing.Raw(Encoding.UTF8.GetBytes(text + "\n"));

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
