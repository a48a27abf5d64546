using System.Management.Automation;
using MlDash.Cmdlets.Views;
using MlDash.Json;

namespace MlDash.Cmdlets.Sessions;

/// <summary>The names and values that an object with properties stands for when it is recorded.</summary>
internal static class ObjectFields
{
    /// <summary>
    /// The properties in their order; one that cannot be read is null, as everywhere in PowerShell. Objects of .NET refer to one another
    /// without end, so of them only properties that are one value are taken, and of other libraries' objects what lies inside is text.
    /// Classes and objects of a script are taken as they are.
    /// </summary>
    public static IEnumerable<KeyValuePair<string, object?>> Of(PSObject source)
    {
        var isItem = ProviderNotes.AreOn(source);
        var isScripts = source.BaseObject is PSCustomObject || IsOfScript(source.BaseObject.GetType());
        var isFrameworks = !isScripts && IsOfFramework(source.BaseObject.GetType());
        foreach (var property in source.Properties)
        {
            if (!property.IsGettable || property is ViewProperty || (isItem && ProviderNotes.Is(property)))
                continue;
            var value = Read(property);
            if (isFrameworks && value is not null && !ScriptValues.IsOneValue(value))
                continue;
            yield return new(property is FieldProperty field ? field.FieldName : property.Name, isScripts || isFrameworks ? value : Part(value));
        }
    }

    /// <summary>Whether a type of .NET or PowerShell is best read as its text: it has one of its own.</summary>
    public static bool IsText(Type type) =>
        IsOfFramework(type)
        && type.GetMethod(nameof(ToString), Type.EmptyTypes)?.DeclaringType is { } owner
        && owner != typeof(object)
        && owner != typeof(ValueType);

    private static bool IsOfFramework(Type type) =>
        type.Namespace is { } space && (space.Split('.')[0] is "System" or "Microsoft" or "MlDash");

    private static bool IsOfScript(Type type) => type.Assembly.IsDynamic;

    private static object? Read(PSPropertyInfo property)
    {
        try
        {
            var value = property.Value;
            return value is PSObject { BaseObject: not PSCustomObject and var inner } ? inner : value;
        }
        catch (ExtendedTypeSystemException)
        {
            return null;
        }
    }

    private static object? Part(object? value) => value switch
    {
        null or Array or System.Collections.IDictionary => value,
        _ when ScriptValues.IsOneValue(value) => value,
        _ => LanguagePrimitives.ConvertTo<string>(value),
    };
}
