using System.Globalization;
using System.Text.RegularExpressions;
using MlDash.Ids;
using MlDash.Text;

namespace MlDash.Experiments;

/// <summary>
/// Fills the placeholders of a prefix, such as <c>{user}/{now:%Y-%m-%d}/{job_counter:03d}</c>. What comes out obeys the rules of paths,
/// whatever the values were, and none of them is empty: two that differ in a part that vanished would be one.
/// </summary>
public sealed partial class PrefixTemplate
{
    /// <summary>The prefix of an experiment that is given none.</summary>
    public const string Default = "{project}/" + InProject;

    /// <summary>The part of it inside the project.</summary>
    public const string InProject = "{now:%Y/%m-%d}/{path_stem}/{job_name}";

    private const int MostRounds = 10;
    private const string ScratchProject = "{user}/scratch";

    private static readonly string[] _projectMarks = [".git", "pyproject.toml", "requirements.txt", "setup.py", "setup.cfg"];

    private static int _started;

    private readonly DateTime _now;
    private readonly string? _project;
    private readonly string? _scriptPath;
    private readonly int _job;
    private readonly Dictionary<string, Func<string>> _placeholders;

    /// <param name="project">The project given, or null.</param>
    /// <param name="scriptPath">Full path of the calling script, or null at a prompt.</param>
    /// <param name="now">Local time of the start.</param>
    /// <param name="user">The user; null: <c>ML_DASH_USER</c>, else the login name, else the number of the account.</param>
    public PrefixTemplate(string? project, string? scriptPath, DateTime now, string? user = null)
        : this(project, scriptPath, now, user, Interlocked.Increment(ref _started) - 1)
    {
    }

    private PrefixTemplate(string? project, string? scriptPath, DateTime now, string? user, int job)
    {
        _now = now;
        _project = project;
        _scriptPath = scriptPath;
        _job = job;
        _placeholders = new(StringComparer.Ordinal)
        {
            ["user"] = () => user ?? UserOfProcess.Name(),
            ["project"] = () => _project ?? ScratchProject,
            ["job_name"] = () => $"{_now:HH.mm.ss}/{_job:000}",
            ["path_stem"] = PathStem,
            ["id"] = Snowflake.Shared.Next,
            ["host"] = () => Environment.MachineName,
            ["name"] = () => Path.GetFileNameWithoutExtension(_scriptPath) ?? "session",
            ["date"] = () => _now.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
            ["EXP.id"] = Snowflake.Shared.Next,
            ["EXP.date"] = () => _now.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
            ["EXP.datetime_str"] = () => _now.ToString("yyyyMMdd'.'HHmmss", CultureInfo.InvariantCulture),
        };
    }

    /// <summary>Checks a template as a start would, and starts nothing: the counter stays.</summary>
    /// <param name="template">A prefix, or a project.</param>
    /// <param name="now">Local time.</param>
    /// <exception cref="ExperimentException"><c>UnknownPlaceholder</c>, <c>EmptyPlaceholder</c>, <c>IllegalPath</c>.</exception>
    public static void Check(string template, DateTime now) =>
        ExperimentPath.Parse(new PrefixTemplate(null, null, now, null, job: 0).Fill(template));

    /// <summary>Fills every placeholder, also those that come in with the values.</summary>
    /// <exception cref="ExperimentException"><c>UnknownPlaceholder</c>, listing what exists; <c>EmptyPlaceholder</c>.</exception>
    public string Fill(string template)
    {
        for (var round = 0; round < MostRounds && template.Contains('{', StringComparison.Ordinal); round++)
            template = Placeholder().Replace(
                template, match => NotEmpty(match.Groups["name"].Value, Value(match.Groups["name"].Value, match.Groups["format"].Value)));
        return template;
    }

    private string Value(string name, string format) => name switch
    {
        "now" => format.Contains('%', StringComparison.Ordinal)
            ? StrfTime.Format(_now, format)
            : _now.ToString(format.Length == 0 ? "s" : format, CultureInfo.InvariantCulture),
        "job_counter" => _job.ToString(Padding().Match(format) is { Success: true } digits ? "D" + digits.Groups[1].Value : "D", CultureInfo.InvariantCulture),
        "EXP.name" => throw Unknown(name, "The experiment has no name before its prefix is known; use {name}."),
        _ => _placeholders.TryGetValue(name, out var value)
            ? value()
            : throw Unknown(
                name,
                $"There are {string.Join(", ", _placeholders.Keys.Append("now").Append("job_counter").Order(StringComparer.Ordinal).Select(known => $"{{{known}}}"))}."),
    };

    /// <summary>The script's path below the folder of its project, without extension; its bare name when it lies in no project.</summary>
    private string PathStem()
    {
        if (_scriptPath is null)
            return "session";
        var stem = Path.Combine(Path.GetDirectoryName(_scriptPath)!, Path.GetFileNameWithoutExtension(_scriptPath));
        for (var folder = Path.GetDirectoryName(_scriptPath); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (_projectMarks.Any(mark => Path.Exists(Path.Combine(folder, mark))))
                return Path.GetRelativePath(folder, stem).Replace(Path.DirectorySeparatorChar, '/');
        }

        return Path.GetFileName(stem);
    }

    private static string NotEmpty(string name, string value) => value.Length > 0 ? value : throw new ExperimentException(
        "EmptyPlaceholder",
        $"The placeholder '{{{name}}}' has no value on this machine.",
        "Replace it by text, or set it: ML_DASH_USER is the user.")
    { Target = name };

    private static ExperimentException Unknown(string name, string hint) =>
        new("UnknownPlaceholder", $"The prefix contains the placeholder '{{{name}}}', which is not known.", hint) { Target = name };

    [GeneratedRegex(@"\{(?<name>[^{}:]*)(?::(?<format>[^{}]*))?\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex("^0?([0-9]+)d?$")]
    private static partial Regex Padding();
}
