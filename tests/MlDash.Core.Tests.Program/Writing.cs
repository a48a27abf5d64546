using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MlDash.Tests.Nasty;

/// <summary>Ways to write.</summary>
internal static class Writing
{
    private const int SliceMilliseconds = 10;

    /// <summary>As fast as it can, without a flush between lines.</summary>
    public static int Lines(int count)
    {
        using var output = Output();
        for (var line = 1; line <= count; line++)
            Write(output, line);
        return 0;
    }

    /// <summary>As many lines a second as given, a slice after each hundredth of a second.</summary>
    public static int Paced(int count, int perSecond)
    {
        using var output = Output();
        var slice = perSecond * SliceMilliseconds / 1000;
        var watch = Stopwatch.StartNew();
        for (var (line, due) = (1, 0); line <= count; due += SliceMilliseconds)
        {
            for (var left = slice; left > 0 && line <= count; left--)
                Write(output, line++);
            output.Flush();
            if (due - watch.ElapsedMilliseconds is var early and > 0)
                Thread.Sleep((int)early);
        }

        return 0;
    }

    /// <summary>A letter at a time.</summary>
    public static int Slow(int count, int pause)
    {
        for (var line = 1; line <= count; line++)
        {
            foreach (var letter in $"line {line}\n")
            {
                Raw([(byte)letter]);
                Thread.Sleep(pause);
            }
        }

        return 0;
    }

    /// <summary>What is no UTF-8: bytes that are none, a letter cut by the end of a line, Latin-1, NUL, and nothing behind the last line.</summary>
    public static int Bytes()
    {
        Raw([
            .. "a"u8, 0xFF, 0xFE, .. "b\n"u8,
            0xC3, .. "\n"u8,
            .. "caf"u8, 0xE9, .. "\n"u8,
            .. "nul"u8, 0, .. "nul\n"u8,
            .. "résumé"u8,
        ]);
        return 0;
    }

    /// <summary>A bar that is drawn over itself on the standard error, and wiped away at the end.</summary>
    public static int Bar(int steps)
    {
        using var error = Console.OpenStandardError();
        for (var step = 1; step <= steps; step++)
            error.Write(Encoding.UTF8.GetBytes($"\r{step * 100 / steps}%|{new string('#', step * 20 / steps),-20}|"));
        error.Write("\r                          \r"u8);
        Raw("done\n"u8);
        return 0;
    }

    /// <summary>Colors, a title and a link, with the codes cut between two writes.</summary>
    public static int Colors()
    {
        string[] parts =
        [
            "\x1b", "[3", "1mred\x1b[", "0m plain\n", "\x1b]0;ti", "tle\atext\n", "\x1b]8;;https://example.org\x1b", "\\link\x1b]8;;\x1b\\\n",
        ];
        foreach (var part in parts)
        {
            Raw(Encoding.UTF8.GetBytes(part));
            Thread.Sleep(20);
        }

        return 0;
    }

    /// <summary>Its arguments, as JSON.</summary>
    public static int Arguments(string[] arguments)
    {
        Raw([.. JsonSerializer.SerializeToUtf8Bytes(arguments), .. "\n"u8]);
        return 0;
    }

    /// <summary>Writes at once.</summary>
    public static void Raw(ReadOnlySpan<byte> bytes)
    {
        using var output = Console.OpenStandardOutput();
        output.Write(bytes);
        output.Flush();
    }

    private static BufferedStream Output() => new(Console.OpenStandardOutput(), 64 * 1024);

    private static void Write(Stream output, int line)
    {
        Span<byte> text = stackalloc byte[64];
        _ = Encoding.UTF8.TryGetBytes(string.Create(CultureInfo.InvariantCulture, $"line {line} of a program that writes much\n"), text, out var count);
        output.Write(text[..count]);
    }
}
