using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace MlDash.Tests.Nasty;

/// <summary>What it sees of its input and of the terminal.</summary>
internal static class Reading
{
    /// <summary>Each line of its input, and how many there were.</summary>
    public static int Echo()
    {
        using var input = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false));
        var count = 0;
        for (; input.ReadLine() is { } line; count++)
            Say($"got {line}");
        Say($"end after {count}");
        return 0;
    }

    /// <summary>Which of its streams are terminals, and how large the one is that it writes to.</summary>
    public static int Size()
    {
        Say(SizeNow());
        return 0;
    }

    /// <summary>The same after each change, until it is ended.</summary>
    public static int Sizes()
    {
        using var changed = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => Say(SizeNow()));
        Say(SizeNow());
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    private static string SizeNow()
    {
        var (isTerminal, errors) = (!Console.IsOutputRedirected, !Console.IsErrorRedirected);
        var size = isTerminal ? string.Create(CultureInfo.InvariantCulture, $"{Console.WindowWidth}x{Console.WindowHeight}") : "none";
        return $"output {isTerminal}, error {errors}, size {size}";
    }

    private static void Say(string text) => Writing.Raw(Encoding.UTF8.GetBytes(text + "\n"));
}
