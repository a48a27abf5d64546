namespace MlDash;

/// <summary>Whose data is imported.</summary>
public enum ImportFormat
{
    /// <summary>A table: CSV, TSV or JSON lines.</summary>
    Table,

    /// <summary>MLflow: a folder <c>mlruns</c>, or a SQLite database.</summary>
    Mlflow,

    /// <summary>trackio: a SQLite database a project.</summary>
    Trackio,

    /// <summary>DVCLive: a folder with tables below <c>plots/metrics</c>.</summary>
    Dvclive,

    /// <summary>Sacred: folders of its file storage.</summary>
    Sacred,

    /// <summary>TensorBoard: event files, each folder of them a run.</summary>
    TensorBoard,

    /// <summary>Weights &amp; Biases: <c>.wandb</c> files and what lies beside them.</summary>
    Wandb,

    /// <summary>Guild AI: folders with <c>.guild</c>.</summary>
    Guild,

    /// <summary>ClearML: folders of offline sessions.</summary>
    ClearMl,

    /// <summary>Neptune: the Parquet files of its exporter.</summary>
    Neptune,

    /// <summary>An archive that <c>Export-MlDashExperiment</c> has written: experiments in the folder format.</summary>
    Zip,

    /// <summary>A folder that <c>Export-MlDashExperiment</c> has written, with CSV files.</summary>
    Csv,

    /// <summary>A folder that <c>Export-MlDashExperiment</c> has written, with Parquet files.</summary>
    Parquet,
}
