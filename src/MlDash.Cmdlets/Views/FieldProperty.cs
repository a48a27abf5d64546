using System.Management.Automation;
using MlDash.Errors;

namespace MlDash.Cmdlets.Views;

/// <summary>
/// A field shown as a property. PowerShell finds properties without regard to case and knows none without a name, files hold any names:
/// a name that is taken is shown with a number behind it, and the empty one in brackets. Control characters, which PowerShell's tables would hand to the
/// terminal, are shown as pictures. The field's own name is kept.
/// </summary>
internal sealed class FieldProperty(string propertyName, string fieldName, object? value) : PSNoteProperty(propertyName, value)
{
    private const string Nameless = "(empty)";

    /// <summary>The name the field was recorded under.</summary>
    public string FieldName { get; } = fieldName;

    /// <summary>Adds a field to a view, under its own name wherever that is free: <c>loss</c> beside <c>Loss</c> is <c>loss#2</c>.</summary>
    public static void AddTo(PSObject view, string name, object? value)
    {
        var shown = name.Length == 0 ? Nameless : ScreenText.Line(name);
        var free = shown;
        for (var count = 2; view.Properties[free] is not null; count++)
            free = $"{shown}#{count}";
        view.Properties.Add(free == name ? new PSNoteProperty(name, value) : new FieldProperty(free, name, value), preValidated: true);
    }

    /// <inheritdoc />
    public override PSMemberInfo Copy() => new FieldProperty(Name, FieldName, Value);
}

/// <summary>A property of a view that is no field: where a point comes from, and which it is.</summary>
internal sealed class ViewProperty(string name, object? value) : PSNoteProperty(name, value)
{
    /// <inheritdoc />
    public override PSMemberInfo Copy() => new ViewProperty(Name, Value);
}
