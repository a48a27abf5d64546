namespace MlDash.Errors;

/// <summary>
/// Text for a terminal, whatever the data or a server put into it: characters that would move the cursor or begin an escape sequence are shown as pictures.
/// The one place that knows them: errors, warnings, prompts, progress and views all pass through here.
/// </summary>
public static class ScreenText
{
    /// <summary>A text in one line.</summary>
    public static string Line(string? text) => IsTame(text) ? text ?? string.Empty : Tame(text!.ReplaceLineEndings(" "));

    /// <summary>A text in its lines.</summary>
    public static string Block(string? text) =>
        IsTame(text) ? text ?? string.Empty : string.Join('\n', text!.ReplaceLineEndings("\n").Split('\n').Select(Tame));

    private static bool IsTame(string? text) => text is null || text.All(letter => !char.IsControl(letter) && letter is not ('\u2028' or '\u2029'));

    private static string Tame(string text) => string.Concat(text.Select(letter => letter switch
    {
        '\t' => ' ',
        < ' ' => (char)('\u2400' + letter),
        >= '\u007f' and <= '\u009f' => '\u2421',
        _ => letter,
    }));
}
