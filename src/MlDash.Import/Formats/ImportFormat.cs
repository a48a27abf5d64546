namespace MlDash;

/// <summary>Whose data is imported.</summary>
public enum ImportFormat
{
    /// <summary>A table: CSV, TSV or JSON lines.</summary>
    Table,

    /// <summary>MLflow: a folder <c>mlruns</c>, or a SQLite database.</summary>
    Mlflow,
}
