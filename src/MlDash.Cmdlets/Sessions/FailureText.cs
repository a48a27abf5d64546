using System.Globalization;
using System.Management.Automation;
using MlDash.Errors;

namespace MlDash.Cmdlets.Sessions;

/// <summary>What is stored as the error of an experiment: one line that says what was wrong, whatever the engine has wrapped around it.</summary>
internal static class FailureText
{
    /// <summary>What an error says.</summary>
    public static string Of(ErrorRecord error) => ScreenText.Line(error.Exception.Message);

    /// <summary>What an exception says: the engine's own, as <c>-ErrorAction Stop</c> makes one, carry the error they are about.</summary>
    public static string Of(Exception fault) => fault is IContainsErrorRecord { ErrorRecord: { } error } ? Of(error) : ScreenText.Line(fault.Message);

    /// <summary>A script that ended with an exit code.</summary>
    public static string OfExit(int code) => string.Create(CultureInfo.InvariantCulture, $"exit {code}");
}
