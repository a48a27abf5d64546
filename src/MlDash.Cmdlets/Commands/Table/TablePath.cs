using System.Globalization;

namespace MlDash.Cmdlets.Commands;

/// <summary>Where a table lies among the files of an experiment.</summary>
internal static class TablePath
{
    /// <summary>Folder of all tables.</summary>
    public const string Folder = "tables";

    /// <summary>The path below <see cref="Folder"/>: a file of the name, or with steps a folder of it, in the order of the steps.</summary>
    public static string Of(string name, long? step) => step is { } number
        ? string.Create(CultureInfo.InvariantCulture, $"{name.Trim('/')}/{number:D8}.parquet")
        : $"{name.Trim('/')}.parquet";
}
