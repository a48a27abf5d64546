using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;
using MlDash.Cmdlets.Sessions;

namespace MlDash.Cmdlets.Capture;

/// <summary>
/// What Format-Table and its like write: pieces of a table that only a host makes sense of, a piece an object, from a start to an end. Collects them and gives
/// the text that is shown for them.
/// </summary>
internal sealed partial class FormattedOutput
{
    private const string Pieces = "Microsoft.PowerShell.Commands.Internal.Format.";
    private const string Start = "FormatStartData";
    private const string Row = "FormatEntryData";
    private const string End = "FormatEndData";
    private const int NoteLength = 40;
    private const string Show = "Microsoft.PowerShell.Utility\\Out-String";

    private readonly int _most;
    private readonly List<object> _pieces = [];
    private int _rows;

    /// <param name="most">Rows that are kept of one table, and characters of one that has more; its rows are counted then.</param>
    public FormattedOutput(int most = int.MaxValue) => _most = most;

    /// <summary>
    /// Takes the next object of an output and gives what is shown by then: other objects as they are, the text of a table at its end. A piece outside of
    /// tables, as Format-Table makes one of a number, is a whole. A table that is followed by something else has been cut off, as Select-Object does.
    /// </summary>
    public IEnumerable<object?> Add(object? item)
    {
        var plain = item is PSObject wrapped ? wrapped.BaseObject : item;
        var kind = IsPiece(plain) ? plain!.GetType().Name : null;
        if (kind is null or Start && Take() is { } cut)
            yield return cut;
        if (kind is null || (kind != Start && _pieces.Count == 0))
        {
            yield return kind is null ? item : Text([plain!]);
            yield break;
        }

        // Only rows may be left out: the host wants every group begun and ended.
        if (kind != Row || _rows++ < _most)
            _pieces.Add(plain!);
        if (kind == End)
            yield return Take();
    }

    /// <summary>The text of what is there of a table that has not come to its end; null when there is none.</summary>
    public string? Take()
    {
        if (_pieces.Count == 0)
            return null;
        var text = Text(_pieces);
        // A row has a character at least, so there is more text than that.
        if (_rows > _most)
            text = string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, _most - NoteLength)}…\n({_rows:N0} rows in all)");
        _pieces.Clear();
        _rows = 0;
        return text;
    }

    /// <summary>Objects with the text of each table in the place of its pieces.</summary>
    public static IEnumerable<object?> Whole(IEnumerable<object?> items)
    {
        var formatted = new FormattedOutput();
        foreach (var shown in items.SelectMany(formatted.Add))
            yield return shown;
        if (formatted.Take() is { } rest)
            yield return rest;
    }

    private static bool IsPiece(object? plain) => plain?.GetType().FullName?.StartsWith(Pieces, StringComparison.Ordinal) == true;

    /// <summary>Without the empty lines around it and the colours, which a log and a file have no use for.</summary>
    private static string Text(List<object> pieces)
    {
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        string text;
        try
        {
            text = string.Concat(shell.AddCommand(Show).Invoke<string>(pieces));
        }
        catch (RuntimeException fault) when (fault is not PipelineStoppedException)
        {
            // Whoever has put the pieces together in an order of their own sees this error when they are shown; here it is what can be said of them.
            return FailureText.Of(fault);
        }

        var lines = Escapes().Replace(text, string.Empty).Split('\n').Select(line => line.TrimEnd());
        return string.Join('\n', lines).Trim('\n');
    }

    /// <summary>Colours and links of a terminal.</summary>
    [GeneratedRegex(@"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)", RegexOptions.CultureInvariant)]
    private static partial Regex Escapes();
}
