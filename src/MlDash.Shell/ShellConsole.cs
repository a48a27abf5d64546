using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace MlDash.Shell;

/// <summary>
/// Shows a script's streams as pwsh shows them: output and messages on standard output, errors on standard error, colour and progress only on a terminal.
/// </summary>
internal sealed class ShellConsole(bool interactive) : PSHostUserInterface
{
    private const string ClearLine = "\r\u001b[K";
    private const string Reset = "\u001b[0m";

    private static readonly bool WantsColor = Environment.GetEnvironmentVariable("NO_COLOR") is null or "";

    private readonly bool _outputIsTerminal = !Console.IsOutputRedirected && WantsColor;
    private readonly bool _errorIsTerminal = !Console.IsErrorRedirected && WantsColor;
    private readonly object _gate = new();
    private bool _progressShown;

    public override PSHostRawUserInterface RawUI { get; } = new ShellRawConsole();

    public override bool SupportsVirtualTerminal => _outputIsTerminal;

    public override void Write(string value) => WriteTo(Console.Out, value, _outputIsTerminal);

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        WriteTo(Console.Out, _outputIsTerminal ? Ansi(foregroundColor) + value + Reset : value, _outputIsTerminal);

    public override void WriteLine(string value) => WriteTo(Console.Out, value + Environment.NewLine, _outputIsTerminal);

    public override void WriteErrorLine(string value) => WriteTo(Console.Error, value + Environment.NewLine, _errorIsTerminal);

    public override void WriteDebugLine(string message) => WriteMessage("DEBUG", message);

    public override void WriteVerboseLine(string message) => WriteMessage("VERBOSE", message);

    public override void WriteWarningLine(string message) => WriteMessage("WARNING", message);

    public override void WriteInformation(InformationRecord record)
    {
        // Out-Default shows information that is to be seen through WriteLine; here there is nothing more to do.
    }

    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        if (!_errorIsTerminal)
            return;
        lock (_gate)
        {
            if (record.RecordType == ProgressRecordType.Completed)
            {
                ClearProgress();
                return;
            }

            var percent = record.PercentComplete >= 0 ? $" {record.PercentComplete}%" : string.Empty;
            var left = record.SecondsRemaining >= 0 ? $", {TimeSpan.FromSeconds(record.SecondsRemaining):g} left" : string.Empty;
            var text = $"{record.Activity}: {record.StatusDescription}{percent}{left}";
            Console.Error.Write(ClearLine + text[..Math.Min(text.Length, RawUI.BufferSize.Width - 1)]);
            _progressShown = true;
        }
    }

    /// <summary>Takes a progress line away that nobody completed.</summary>
    public void EndProgress()
    {
        lock (_gate)
            ClearProgress();
    }

    public override string ReadLine()
    {
        RequireUser("a line of input");
        return Console.In.ReadLine() ?? throw Unanswered("a line of input");
    }

    public override SecureString ReadLineAsSecureString()
    {
        RequireUser("a secret");
        var secret = new SecureString();
        for (var key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key != ConsoleKey.Backspace)
                secret.AppendChar(key.KeyChar);
            else if (secret.Length > 0)
                secret.RemoveAt(secret.Length - 1);
        }

        WriteLine(string.Empty);
        return secret;
    }

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions)
    {
        RequireUser($"a value for {string.Join(", ", descriptions.Select(field => field.Name))}");
        var answers = new Dictionary<string, PSObject>();
        foreach (var field in descriptions)
        {
            Write($"{field.Name}: ");
            answers[field.Name] = PSObject.AsPSObject(field.ParameterTypeName == nameof(SecureString) ? ReadLineAsSecureString() : ReadLine());
        }

        return answers;
    }

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        RequireUser($"an answer to '{message}'");
        WriteLine(caption);
        WriteLine(message);
        while (true)
        {
            Write(string.Join("  ", choices.Select(choice => $"[{KeyOf(choice)}] {choice.Label.Replace("&", string.Empty, StringComparison.Ordinal)}")) + ": ");
            var answer = ReadLine().Trim();
            if (answer.Length == 0 && defaultChoice >= 0)
                return defaultChoice;
            for (var i = 0; i < choices.Count; i++)
            {
                if (answer.Equals(KeyOf(choices[i]), StringComparison.OrdinalIgnoreCase) || answer.Equals(choices[i].Label.Replace("&", string.Empty, StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase))
                    return i;
            }
        }
    }

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        PromptForCredential(caption, message, userName, targetName, PSCredentialTypes.Default, PSCredentialUIOptions.Default);

    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options)
    {
        RequireUser("a credential");
        Write($"Password for user {userName}: ");
        return new PSCredential(userName, ReadLineAsSecureString());
    }

    private void WriteMessage(string kind, string message) => WriteLine($"{kind}: {message}");

    private void WriteTo(TextWriter writer, string text, bool isTerminal)
    {
        lock (_gate)
        {
            ClearProgress();
            writer.Write(GetOutputString(text, isTerminal));
            writer.Flush();
        }
    }

    private void ClearProgress()
    {
        if (!_progressShown)
            return;
        Console.Error.Write(ClearLine);
        _progressShown = false;
    }

    private void RequireUser(string what)
    {
        if (!interactive)
            throw Unanswered(what);
    }

    private static PSInvalidOperationException Unanswered(string what) =>
        new($"The script asks for {what}, but there is nobody to answer: input is redirected or -NonInteractive was given. Give it as a parameter, or use -Confirm:$false.");

    private static string KeyOf(ChoiceDescription choice)
    {
        var mark = choice.Label.IndexOf('&', StringComparison.Ordinal);
        return mark >= 0 && mark + 1 < choice.Label.Length ? choice.Label[mark + 1].ToString().ToUpperInvariant() : choice.Label;
    }

    private static string Ansi(ConsoleColor color) => color switch
    {
        ConsoleColor.Black => "\u001b[30m",
        ConsoleColor.DarkRed => "\u001b[31m",
        ConsoleColor.DarkGreen => "\u001b[32m",
        ConsoleColor.DarkYellow => "\u001b[33m",
        ConsoleColor.DarkBlue => "\u001b[34m",
        ConsoleColor.DarkMagenta => "\u001b[35m",
        ConsoleColor.DarkCyan => "\u001b[36m",
        ConsoleColor.Gray => "\u001b[37m",
        ConsoleColor.DarkGray => "\u001b[90m",
        ConsoleColor.Red => "\u001b[91m",
        ConsoleColor.Green => "\u001b[92m",
        ConsoleColor.Yellow => "\u001b[93m",
        ConsoleColor.Blue => "\u001b[94m",
        ConsoleColor.Magenta => "\u001b[95m",
        ConsoleColor.Cyan => "\u001b[96m",
        _ => "\u001b[97m",
    };
}
