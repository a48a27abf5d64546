namespace MlDash;

/// <summary>What experiments are exported to.</summary>
public enum ExportFormat
{
    /// <summary>An archive with the experiments in the folder format.</summary>
    Zip,

    /// <summary>A folder <c>mlruns</c>, as MLflow keeps its runs.</summary>
    Mlflow,

    /// <summary>A folder an experiment, with a CSV file for each metric, each track, the log and the parameters.</summary>
    Csv,

    /// <summary>A folder an experiment, with Parquet files.</summary>
    Parquet,
}
