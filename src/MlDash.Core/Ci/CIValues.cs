using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MlDash.Protocol;

namespace MlDash.Ci;

/// <summary>Texts of the environment and of the files that CI systems point to. Only what a <see cref="CISource"/> names is looked at.</summary>
/// <param name="variable">The value of an environment variable, or null.</param>
/// <param name="readFile">The bytes of a file, or null when there is none that may be read.</param>
internal sealed partial class CIValues(Func<string, string?> variable, Func<string, byte[]?> readFile)
{
    private const string PropertiesFile = "TEAMCITY_BUILD_PROPERTIES_FILE";

    /// <summary>The property of the first file that names the file with the configuration.</summary>
    private const string MoreProperties = "teamcity.configuration.properties.file";

    private const int LongestValue = 1000;

    private JavaProperties? _properties;
    private JsonDocument? _event;
    private bool _isEventRead;

    /// <summary>A variable that has a value.</summary>
    public string? Variable(string name) => variable(name) is { } text && text.Trim() is { Length: > 0 } trimmed ? trimmed : null;

    /// <summary>Whether a variable is a flag that is on.</summary>
    public bool IsOn(string name) => Variable(name) is { } text && (text == "1" || text.Equals("true", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a variable is a flag that is off.</summary>
    public bool IsOff(string name) => Variable(name) is { } text && (text == "0" || text.Equals("false", StringComparison.OrdinalIgnoreCase));

    /// <summary>What a source says, without credentials and not longer than a name may be; null when it says nothing.</summary>
    public string? Read(CISource source)
    {
        if (source.Condition is { } condition && (Variable(condition.Variable) is not { } found || (condition.Value ?? found) != found))
            return null;
        if (source.Exception is { } exception && Variable(exception) is not null)
            return null;
        if (source.FlagText is { } flag)
            return IsOn(source.Name) ? flag : null;
        var text = source.Place switch
        {
            CIPlace.Environment => Variable(source.Name),
            CIPlace.Properties => Property(source.Name),
            CIPlace.EventFile => EventNumber(source.Name),
            _ => Join(source.Name),
        };
        if (text is null || text == source.NoneText)
            return null;
        // What is joined is of parts that are clean.
        return Shape(source, source.Place is CIPlace.Environment or CIPlace.Properties or CIPlace.EventFile ? WithoutCredentials.In(text) : text);
    }

    private static string? Shape(CISource source, string text)
    {
        if (source.RequiredStart is { } required)
        {
            if (!text.StartsWith(required, StringComparison.Ordinal))
                return null;
            text = text[required.Length..];
        }

        if (source.OptionalStarts.FirstOrDefault(start => text.StartsWith(start, StringComparison.Ordinal)) is { } start)
            text = text[start.Length..];
        if (source.IsLastOfAddress)
            text = text.TrimEnd('/') is var whole ? whole[(whole.LastIndexOf('/') + 1)..] : text;
        if (text.Length > LongestValue)
            text = text[..(char.IsHighSurrogate(text[LongestValue - 1]) ? LongestValue - 1 : LongestValue)];
        return text.Length == 0 ? null : text;
    }

    private string? Join(string text)
    {
        var isWhole = true;
        var joined = Joined(text, value => value);
        return !isWhole ? null : joined.Contains("://", StringComparison.Ordinal) ? Joined(text, InAddress) : joined;

        string Joined(string template, Func<string, string> written) => Part().Replace(template, match =>
        {
            var value = match.Groups["property"] is { Success: true } property ? Property(property.Value) : Variable(match.Groups["variable"].Value);
            isWhole &= value is not null;
            return value is null ? string.Empty : written(WithoutCredentials.In(value));
        });
    }

    /// <summary>A part of an address: an address itself, or names between slashes.</summary>
    private static string InAddress(string value) => value.Contains("://", StringComparison.Ordinal) ? value : Routes.Escaped(value);

    private string? Property(string name)
    {
        if (_properties is null)
        {
            _properties = new JavaProperties();
            Add(Variable(PropertiesFile));
            Add(_properties[MoreProperties]);
        }

        return _properties[name];

        void Add(string? path)
        {
            if (path is not null && readFile(path) is { } bytes)
                _properties.Add(bytes, IsAllowed);
        }
    }

    /// <summary>Only what the table names is taken from the files: they hold passwords, too.</summary>
    private static bool IsAllowed(string name) => name == MoreProperties || _allowed.Value.Contains(name);

    private static readonly Lazy<HashSet<string>> _allowed = new(() =>
    [
        .. CISystems.All.SelectMany(system => system.Fields.Values).SelectMany(sources => sources).SelectMany(source => source.Place switch
        {
            CIPlace.Properties => [source.Name],
            CIPlace.Joined => Part().Matches(source.Name).Select(match => match.Groups["property"].Value),
            _ => Enumerable.Empty<string>(),
        }),
    ]);

    private string? EventNumber(string member)
    {
        if (!_isEventRead)
        {
            _isEventRead = true;
            _event = Variable("GITHUB_EVENT_PATH") is { } path && readFile(path) is { } bytes ? Parse(bytes) : null;
        }

        if (_event is null)
            return null;
        var value = _event.RootElement;
        foreach (var name in member.Split('.'))
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value))
                return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number.ToString(CultureInfo.InvariantCulture) : null;
    }

    private static JsonDocument? Parse(byte[] bytes)
    {
        try
        {
            return JsonDocument.Parse(bytes);
        }
        catch (JsonException)
        {
            // A file that cannot be read says nothing; the run is recorded all the same.
            return null;
        }
    }

    [GeneratedRegex(@"\$(?:\((?<property>[^)]+)\)|(?<variable>[A-Z0-9_]+))", RegexOptions.CultureInvariant)]
    private static partial Regex Part();
}
