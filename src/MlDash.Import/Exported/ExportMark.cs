namespace MlDash.Import.Exported;

/// <summary>What says that files were exported by this product, and in which form.</summary>
internal static class ExportMark
{
    /// <summary>The member that holds the mark.</summary>
    public const string Member = "format";

    /// <summary>The member that holds the version of the form.</summary>
    public const string VersionMember = "formatVersion";

    /// <summary>The version that is written.</summary>
    public const long Version = 1;

    /// <summary>An archive.</summary>
    public const string Zip = "MlDash.Zip";

    /// <summary>A folder with CSV files.</summary>
    public const string Csv = "MlDash.Csv";

    /// <summary>A folder with Parquet files.</summary>
    public const string Parquet = "MlDash.Parquet";

    /// <summary>What lies beside the files of a run of MLflow.</summary>
    public const string Mlflow = "MlDash.Mlflow";

    /// <summary>The document of an exported experiment.</summary>
    public const string Document = "experiment.json";

    /// <summary>The list of what an archive holds.</summary>
    public const string Manifest = "mldash.json";

    /// <summary>Where in the folder of a run of MLflow lies what MLflow cannot hold: segments joined by <c>/</c>.</summary>
    public const string BesideMlflow = "artifacts/mldash";

    /// <summary>Where in the folder of a run of MLflow the document of the experiment lies: segments joined by <c>/</c>.</summary>
    public const string MlflowDocument = $"{BesideMlflow}/{Document}";

    /// <summary>Documents and lists that are longer are none: 256 MB.</summary>
    public const int LongestDocument = 256 << 20;

    /// <summary>Refuses what a later version has written.</summary>
    /// <exception cref="InvalidDataException">It was.</exception>
    public static void RefuseLater(long? version)
    {
        if (version is not >= 1 or > Version)
            throw new InvalidDataException($"It has version {version?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"} of its form; this version of MlDash reads {Version}.");
    }
}
