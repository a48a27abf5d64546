using System.Globalization;
using System.Numerics;
using System.Text;
using MlDash.Import.Reading;
using MlDash.Import.Sources.Mlflow;
using MlDash.Storage.Local;

namespace MlDash.Import.Exporting;

/// <summary>The <c>meta.yaml</c> of experiments and runs in a folder <c>mlruns</c>.</summary>
/// <param name="root">Full path of the folder.</param>
internal sealed class MlflowMeta(string root)
{
    /// <summary>The name of the file.</summary>
    public const string File = "meta.yaml";

    /// <summary>The experiment of MLflow that is always there.</summary>
    private const string Default = "Default";

    private static readonly BigInteger _ids = BigInteger.Pow(10, 18);

    /// <summary>The id of the experiment of a name: of the one that is there, or of a new one.</summary>
    /// <param name="project">The name; null for the one that is always there.</param>
    public string ExperimentOf(string? project)
    {
        var name = project ?? Default;
        foreach (var folder in SourceFolder.Folders(root))
        {
            if (MlflowText.Of(YamlFile.Read(Path.Combine(folder, File), _ => { })?["name"]) == name)
                return Path.GetFileName(folder);
        }

        var id = project is null
            ? BigInteger.Zero
            : BigInteger.Parse($"0{MlflowName.Digest(name)}", NumberStyles.HexNumber, CultureInfo.InvariantCulture) % _ids;
        while (Path.Exists(Path.Combine(root, Text(id))))
            id++;
        return Text(id);
    }

    /// <summary>Writes the file of an experiment, where there is none.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="project">Its name; null for the one that is always there.</param>
    /// <param name="now">When it is made.</param>
    public void WriteExperiment(string id, string? project, DateTimeOffset now)
    {
        var place = Path.Combine(root, id);
        if (System.IO.File.Exists(Path.Combine(place, File)))
            return;
        Write(
            Path.Combine(place, File),
            ("artifact_location", Quoted(new Uri(place).AbsoluteUri)),
            ("creation_time", Milliseconds(now)),
            ("experiment_id", Quoted(id)),
            ("last_update_time", Milliseconds(now)),
            ("lifecycle_stage", "active"),
            ("name", Quoted(project ?? Default)));
    }

    /// <summary>Writes the file of a run.</summary>
    /// <param name="path">The file.</param>
    /// <param name="experiment">The id of its experiment.</param>
    /// <param name="run">Its id.</param>
    /// <param name="record">What was recorded.</param>
    /// <param name="user">Who ran it.</param>
    public void WriteRun(string path, string experiment, string run, ExperimentRecord record, string user) => Write(
        path,
        ("artifact_uri", Quoted(new Uri(Path.Combine(root, experiment, run, "artifacts")).AbsoluteUri)),
        ("end_time", Milliseconds(record.EndedAt)),
        ("entry_point_name", "''"),
        ("experiment_id", Quoted(experiment)),
        ("lifecycle_stage", "active"),
        ("run_id", Quoted(run)),
        ("run_name", Quoted(NameOf(record))),
        ("run_uuid", Quoted(run)),
        ("source_name", "''"),
        ("source_type", "4"),
        ("source_version", "''"),
        ("start_time", Milliseconds(record.StartedAt ?? record.CreatedAt)),
        ("status", StatusOf(record.Status)),
        ("tags", "[]"),
        ("user_id", Quoted(user)));

    /// <summary>The name of the run: the path in its project.</summary>
    public static string NameOf(ExperimentRecord record) => record.Path.Value[(record.Path.Value.IndexOf('/', StringComparison.Ordinal) + 1)..];

    private static void Write(string path, params ReadOnlySpan<(string Name, string Value)> members)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in members)
            text.Append(name).Append(": ").Append(value).Append('\n');
        SmallDocument.Write(path, Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static string Text(BigInteger id) => id.ToString(CultureInfo.InvariantCulture);

    private static string Milliseconds(DateTimeOffset? time) =>
        time is { } known ? known.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) : "null";

    private static string StatusOf(ExperimentStatus status) => status switch
    {
        ExperimentStatus.Running => "1",
        ExperimentStatus.Failed or ExperimentStatus.Crashed or ExperimentStatus.Lost => "4",
        ExperimentStatus.Cancelled => "5",
        _ => "3",
    };

    /// <summary>A text in the quotes of YAML that know escapes.</summary>
    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var letter in text)
        {
            if (letter is '"' or '\\')
                quoted.Append('\\').Append(letter);
            else if (char.IsControl(letter))
                quoted.Append(CultureInfo.InvariantCulture, $"\\x{(int)letter:x2}");
            else
                quoted.Append(letter);
        }

        return quoted.Append('"').ToString();
    }
}
