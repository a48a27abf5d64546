using System.Management.Automation.Host;

namespace MlDash.Shell;

/// <summary>The size of the console; redirected output is laid out for 120 columns.</summary>
internal sealed class ShellRawConsole : PSHostRawUserInterface
{
    private const int RedirectedWidth = 120;
    private const int RedirectedHeight = 50;

    public override ConsoleColor BackgroundColor { get; set; } = ConsoleColor.Black;

    public override ConsoleColor ForegroundColor { get; set; } = ConsoleColor.Gray;

    public override Size BufferSize
    {
        get => Console.IsOutputRedirected || Console.BufferWidth <= 0 ? new Size(RedirectedWidth, RedirectedHeight) : new Size(Console.BufferWidth, Console.WindowHeight);
        set => throw Unsupported();
    }

    public override Coordinates CursorPosition { get; set; }

    public override int CursorSize { get; set; } = 1;

    public override bool KeyAvailable => !Console.IsInputRedirected && Console.KeyAvailable;

    public override Size MaxPhysicalWindowSize => BufferSize;

    public override Size MaxWindowSize => BufferSize;

    public override Coordinates WindowPosition { get; set; }

    public override Size WindowSize
    {
        get => BufferSize;
        set => throw Unsupported();
    }

    public override string WindowTitle { get; set; } = "mldash";

    public override void FlushInputBuffer()
    {
    }

    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw Unsupported();

    public override KeyInfo ReadKey(ReadKeyOptions options)
    {
        if (Console.IsInputRedirected)
            throw new InvalidOperationException("A key was expected, but input is redirected.");
        var key = Console.ReadKey((options & ReadKeyOptions.NoEcho) != 0);
        return new KeyInfo((int)key.Key, key.KeyChar, 0, keyDown: true);
    }

    /// <summary>Columns of a letter: those of East Asia take two, by which the engine lays out tables.</summary>
    public override int LengthInBufferCells(char source) =>
        source is (>= '\u1100' and <= '\u115f') or (>= '\u2e80' and <= '\ua4cf') or (>= '\uac00' and <= '\ud7a3') or (>= '\uf900' and <= '\ufaff') or (>= '\ufe30' and <= '\ufe6f') or (>= '\uff00' and <= '\uff60') or (>= '\uffe0' and <= '\uffe6')
            ? 2
            : 1;

    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) => throw Unsupported();

    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw Unsupported();

    public override void SetBufferContents(Rectangle rectangle, BufferCell fill) => throw Unsupported();

    private static NotSupportedException Unsupported() => new("mldash does not draw on the console.");
}
