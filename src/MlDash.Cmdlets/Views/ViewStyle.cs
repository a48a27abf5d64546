using System.Management.Automation;

namespace MlDash.Cmdlets.Views;

/// <summary>Colours of the module's views, those of the session's <c>$PSStyle</c>; plain where there is none, or it asks for plain text.</summary>
public static class ViewStyle
{
    /// <summary>A status in its colour.</summary>
    /// <param name="status">The status.</param>
    /// <param name="engine"><c>$ExecutionContext</c>.</param>
    public static string Status(object? status, EngineIntrinsics engine) => PaintBy(NameOf<ExperimentStatus>(status), engine, static name => name switch
    {
        nameof(ExperimentStatus.Running) => "Cyan",
        nameof(ExperimentStatus.Completed) => "Green",
        nameof(ExperimentStatus.Failed) => "Red",
        nameof(ExperimentStatus.Crashed) or nameof(ExperimentStatus.Lost) => "BrightRed",
        nameof(ExperimentStatus.Cancelled) => "Yellow",
        _ => "BrightBlack",
    });

    /// <summary>The header of a table, as those of PowerShell look.</summary>
    public static string Header(string text, EngineIntrinsics engine)
    {
        if (engine.SessionState.PSVariable.GetValue("PSStyle") is not { } style || RenderingOf(style) == "PlainText")
            return text;
        return Member(style, "Formatting") is { } formatting ? $"{Member(formatting, "TableHeader")}{text}{Member(style, "Reset")}" : text;
    }

    /// <summary>A log level in its colour.</summary>
    public static string Level(object? level, EngineIntrinsics engine) => PaintBy(NameOf<LogLevel>(level), engine, static name => name switch
    {
        nameof(LogLevel.Debug) => "BrightBlack",
        nameof(LogLevel.Warn) => "Yellow",
        nameof(LogLevel.Error) => "Red",
        nameof(LogLevel.Fatal) => "BrightRed",
        _ => null,
    });

    /// <summary>The outcome of a transfer: <c>sent</c>, else why not.</summary>
    public static string Outcome(MlDashException? fault, EngineIntrinsics engine) =>
        fault is null ? Paint("sent", engine, "Green") : Paint(ViewText.Line($"{fault.ErrorId}: {fault.Message}"), engine, "Red");

    /// <summary>What the session says about escape sequences in output: <c>Host</c>, <c>Ansi</c> or <c>PlainText</c>; null where it says nothing.</summary>
    internal static string? Rendering(SessionState state) => state.PSVariable.GetValue("PSStyle") is { } style ? RenderingOf(style) : null;

    /// <summary>The name of a value; a copy out of a file or another session has its number.</summary>
    private static string? NameOf<TEnum>(object? value)
        where TEnum : struct, Enum => value is int number ? Enum.GetName(typeof(TEnum), number) ?? $"{number}" : value?.ToString();

    private static string? RenderingOf(object style) => Member(style, "OutputRendering")?.ToString();

    private static string PaintBy(string? text, EngineIntrinsics engine, Func<string?, string?> colorOf) => Paint(text, engine, colorOf(text));

    private static string Paint(string? text, EngineIntrinsics engine, string? color)
    {
        // Found by its name: the engine this module is compiled against has none.
        if (string.IsNullOrEmpty(text) || color is null || engine.SessionState.PSVariable.GetValue("PSStyle") is not { } style)
            return text ?? string.Empty;
        if (RenderingOf(style) == "PlainText" || Member(style, "Foreground") is not { } foreground)
            return text;
        return $"{Member(foreground, color)}{text}{Member(style, "Reset")}";
    }

    private static object? Member(object owner, string name) => PSObject.AsPSObject(owner).Properties[name]?.Value;
}
