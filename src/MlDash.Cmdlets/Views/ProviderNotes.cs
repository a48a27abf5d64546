using System.Management.Automation;

namespace MlDash.Cmdlets.Views;

/// <summary>What PowerShell adds to each item that a provider returns: where the item came from, not what it is.</summary>
internal static class ProviderNotes
{
    private static readonly HashSet<string> _names = new(
        ["PSPath", "PSParentPath", "PSChildName", "PSDrive", "PSProvider", "PSIsContainer", "ReadCount"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether an object was returned by a provider.</summary>
    public static bool AreOn(PSObject item) => item.Properties["PSPath"] is not null && item.Properties["PSProvider"] is not null;

    /// <summary>Whether a property of such an object is one that was added. A field that was recorded under such a name is none.</summary>
    public static bool Is(PSPropertyInfo property) => property is not FieldProperty && _names.Contains(property.Name);
}
