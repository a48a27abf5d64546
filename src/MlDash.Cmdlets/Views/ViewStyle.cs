using System.Management.Automation;

namespace MlDash.Cmdlets.Views;

/// <summary>Colours of the module's views, those of the session's <c>$PSStyle</c>; plain where there is none, or it asks for plain text.</summary>
public static class ViewStyle
{
    /// <summary>A status in its colour.</summary>
    /// <param name="status">The status.</param>
    /// <param name="engine"><c>$ExecutionContext</c>.</param>
    public static string Status(object? status, EngineIntrinsics engine) => Paint(status?.ToString(), engine, status?.ToString() switch
    {
        nameof(ExperimentStatus.Running) => "Cyan",
        nameof(ExperimentStatus.Completed) => "Green",
        nameof(ExperimentStatus.Failed) => "Red",
        nameof(ExperimentStatus.Crashed) => "BrightRed",
        nameof(ExperimentStatus.Cancelled) => "Yellow",
        _ => "BrightBlack",
    });

    /// <summary>A log level in its colour.</summary>
    public static string Level(object? level, EngineIntrinsics engine) => Paint(level?.ToString(), engine, level?.ToString() switch
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

    private static string? RenderingOf(object style) => Member(style, "OutputRendering")?.ToString();

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
