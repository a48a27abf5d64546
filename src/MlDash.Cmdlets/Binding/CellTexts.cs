using MlDash.Text;

namespace MlDash.Cmdlets.Binding;

/// <summary>Reads the texts of objects, as Import-Csv gives them, and says once for each field where a number was probably meant.</summary>
/// <param name="warn">Shows a warning.</param>
internal sealed class CellTexts(Action<string> warn)
{
    private readonly HashSet<string> _numbers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _warned = new(StringComparer.Ordinal);

    /// <summary>The number a text is, when the number gives the text back; else the text.</summary>
    public object Read(string field, string text)
    {
        if (NumberText.Exact(text) is { } number)
        {
            _numbers.Add(field);
            return number;
        }

        if (Doubt(field, text) is { } doubt && _warned.Add(field))
            warn($"The field '{field}' {doubt}, and is recorded as the text '{text}'. Convert the column to [double] if you mean numbers.");
        return text;
    }

    /// <summary>Why a number was probably meant; null when nothing says so.</summary>
    private string? Doubt(string field, string text)
    {
        if (_numbers.Contains(field))
            return "was a number before";
        if (NumberText.HasDecimalComma(text))
            return "looks like a number with a decimal comma";
        return NumberText.HasTrailingZeros(text) ? "looks like a number with trailing zeros, which a number would lose" : null;
    }
}
