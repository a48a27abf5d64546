using Microsoft.Data.Sqlite;

namespace MlDash.Import.Tests.Support;

/// <summary>Databases as other trackers make them.</summary>
internal static class Database
{
    /// <summary>Makes a database, or adds to it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="sql">What is done.</param>
    public static string Run(string path, string sql)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
        return path;
    }
}
