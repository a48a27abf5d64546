namespace MlDash.Import.Exporting;

/// <summary>Refuses places that an export cannot take.</summary>
internal static class ExportPlace
{
    /// <summary>Refuses the place of an archive where a folder is, or where a file is on the way.</summary>
    /// <param name="path">Full path of the archive.</param>
    /// <exception cref="StorageException"><c>FileExists</c>.</exception>
    public static void RefuseForFile(string path)
    {
        if (Directory.Exists(path))
        {
            throw Exists(
                path,
                "It is a folder, and an archive is one file.",
                $"Give the path of a file, such as '{Path.Combine(path, "experiments.zip")}', or another -Format.");
        }

        RefuseFiles(Path.GetDirectoryName(path));
    }

    /// <summary>Refuses the place of a folder where a file is, or something that may not be replaced.</summary>
    /// <param name="place">Full path of the folder.</param>
    /// <param name="document">The file that says that something is there.</param>
    /// <param name="experiment">The experiment that is exported.</param>
    /// <param name="isExport">Whether an export is there.</param>
    /// <param name="overwrite">Whether it may be replaced.</param>
    /// <exception cref="StorageException"><c>FileExists</c>.</exception>
    public static void RefuseForFolder(string place, string document, ExperimentPath experiment, bool isExport, bool overwrite)
    {
        RefuseFiles(place);
        if (!File.Exists(Path.Combine(place, document)) || (isExport && overwrite))
            return;
        throw isExport
            ? Exists(place, $"It is an earlier export of '{experiment}'.", "Use -Force to replace it, or choose another path.")
            : Exists(place, $"It holds a file '{document}' that no export has written, so '{experiment}' cannot be exported there.", "Choose another path.");
    }

    /// <summary>The error for a place that is taken.</summary>
    /// <param name="place">Full path of it.</param>
    /// <param name="why">What is there.</param>
    /// <param name="remedy">What to do.</param>
    public static StorageException Exists(string place, string why, string remedy) =>
        new("FileExists", $"'{place}' already exists. {why}", remedy) { Category = FaultCategory.ResourceExists, Target = place };

    private static void RefuseFiles(string? folder)
    {
        for (var at = folder; at is not null && !Directory.Exists(at); at = Path.GetDirectoryName(at))
        {
            if (File.Exists(at))
                throw Exists(at, "It is a file, and the export needs a folder there.", "Choose another path, or move the file.");
        }
    }
}
