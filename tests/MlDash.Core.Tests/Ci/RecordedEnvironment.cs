using System.Text;

namespace MlDash.Tests.Ci;

/// <summary>An environment of <c>tests/data/ci</c>: what a job of a CI system finds set.</summary>
internal sealed class RecordedEnvironment
{
    private static readonly string _folder = Path.Combine(AppContext.BaseDirectory, "data", "ci");

    private readonly Dictionary<string, string> _variables;

    private RecordedEnvironment(Dictionary<string, string> variables) => _variables = variables;

    /// <summary>The environment of a system, as it was recorded.</summary>
    public static RecordedEnvironment Of(string system) => new(File.ReadAllLines(Path.Combine(_folder, $"{system.ToLowerInvariant()}.env"))
        .Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('=', 2)).ToDictionary(parts => parts[0], parts => parts[1]));

    /// <summary>No variables but these.</summary>
    public static RecordedEnvironment With(params (string Name, string? Value)[] variables) => new RecordedEnvironment([]).But(variables);

    /// <summary>The same with other values; null removes one.</summary>
    public RecordedEnvironment But(params (string Name, string? Value)[] changes)
    {
        var variables = new Dictionary<string, string>(_variables);
        foreach (var (name, value) in changes)
        {
            if (value is null)
                variables.Remove(name);
            else
                variables[name] = value;
        }

        return new(variables);
    }

    /// <summary>The same with no variable but these.</summary>
    public RecordedEnvironment Only(Func<string, bool> isKept) => new(_variables.Where(pair => isKept(pair.Key)).ToDictionary());

    public CIContext? Read() => MlDash.Ci.CIReader.Read(_variables.GetValueOrDefault, ReadFile);

    /// <summary>The files name each other by a folder that is where the tests are.</summary>
    private static byte[]? ReadFile(string path)
    {
        var file = path.Replace("{data}", _folder, StringComparison.Ordinal);
        return File.Exists(file) ? Encoding.UTF8.GetBytes(File.ReadAllText(file)) : null;
    }
}
