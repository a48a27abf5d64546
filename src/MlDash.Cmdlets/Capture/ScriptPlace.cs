using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using System.Text.RegularExpressions;

namespace MlDash.Cmdlets.Capture;

/// <summary>Where a script stands while something comes out of it.</summary>
internal static partial class ScriptPlace
{
    private const string InformationPreference = "InformationPreference";
    private const string InformationAction = "InformationAction";

    /// <summary>File and line of the statement that runs; no file in text that was typed.</summary>
    public static (string? Script, int Line) Now() =>
        Frames().FirstOrDefault() is { } frame ? (frame.ScriptName, frame.ScriptLineNumber) : default;

    /// <summary>File and line of the command that an error is about, else of the statement that runs.</summary>
    public static (string? Script, int Line) Of(ErrorRecord error)
    {
        // Write-Error gives its errors the place of the function around it, or of whoever has called the block.
        if (error.CategoryInfo.Activity == "Write-Error" && StackLine().Match(error.ScriptStackTrace ?? string.Empty) is { Success: true } written)
        {
            var file = written.Groups["file"].Value;
            return (File.Exists(file) ? file : null, int.Parse(written.Groups["line"].Value, CultureInfo.InvariantCulture));
        }

        return error.InvocationInfo is { ScriptLineNumber: > 0 } about ? (about.ScriptName, about.ScriptLineNumber) : Now();
    }

    /// <summary>
    /// Whether information that is written now is shown: as the statement that runs says, else as the nearest function or script says that sets the
    /// preference, else as the session says at the place of <paramref name="command"/>.
    /// </summary>
    public static bool ShowsInformation(PSCmdlet command)
    {
        foreach (var frame in Frames())
        {
            if (Asked(frame.Position) is { } asked)
                return asked;
            if (frame.GetFrameVariables().TryGetValue(InformationPreference, out var set) && set.Value is not null)
                return Shows(set.Value);
        }

        return Shows(command.SessionState.PSVariable.GetValue(InformationPreference));
    }

    private static IEnumerable<CallStackFrame> Frames() => Runspace.DefaultRunspace?.Debugger?.GetCallStack() ?? [];

    private static bool Shows(object? preference) =>
        LanguagePrimitives.TryConvertTo<ActionPreference>(preference, out var action) && action is ActionPreference.Continue or ActionPreference.Inquire;

    /// <summary>What <c>-InformationAction</c> in a statement says; null when it is not there, or not plain text.</summary>
    private static bool? Asked(IScriptExtent statement)
    {
        if (!statement.Text.Contains("-inf", StringComparison.OrdinalIgnoreCase))
            return null;
        var parsed = Parser.ParseInput(statement.Text, out _, out _);
        if (parsed.Find(ast => ast is CommandAst, searchNestedScriptBlocks: false) is not CommandAst { CommandElements: var elements })
            return null;
        for (var i = 0; i < elements.Count; i++)
        {
            if (elements[i] is not CommandParameterAst parameter || !IsInformationAction(parameter.ParameterName))
                continue;
            var value = parameter.Argument ?? (i + 1 < elements.Count ? elements[i + 1] as ExpressionAst : null);
            return value is StringConstantExpressionAst text ? Shows(text.Value) : null;
        }

        return null;
    }

    /// <summary>The innermost line of a script's stack, as the engine writes it.</summary>
    [GeneratedRegex(@"^at [^,]*, (?<file>[^\r\n]*): line (?<line>\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex StackLine();

    private static bool IsInformationAction(string name) =>
        name.Equals("infa", StringComparison.OrdinalIgnoreCase)
        || (name.Length > "Information".Length && InformationAction.StartsWith(name, StringComparison.OrdinalIgnoreCase));
}
