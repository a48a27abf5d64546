using System.Globalization;
using System.Text.RegularExpressions;

namespace MlDash.Server.Settings;

/// <summary>Reads single settings from their text, with errors that name the setting.</summary>
internal sealed partial class SettingsReader(IConfiguration configuration)
{
    /// <summary>The text, or null when it is absent or empty.</summary>
    public string? Text(string name) => configuration[name] is { Length: > 0 } text ? text : null;

    /// <summary>Texts with commas between; none when absent.</summary>
    public string[] Texts(string name) => Text(name)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>A switch; off when absent.</summary>
    public bool Flag(string name) => Text(name)?.ToLowerInvariant() switch
    {
        null or "false" or "0" or "no" => false,
        "true" or "1" or "yes" => true,
        var text => throw new SettingsException($"{name} must be true or false; found '{text}'."),
    };

    public int Number(string name, int otherwise, int least, int most)
    {
        if (Text(name) is not { } text)
            return otherwise;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new SettingsException($"{name} must be a whole number from {least} to {most}; found '{text}'.");
    }

    public LogSeverity Level(string name, LogSeverity otherwise) => Text(name)?.ToLowerInvariant() switch
    {
        null => otherwise,
        "trace" => LogSeverity.Trace,
        "debug" => LogSeverity.Debug,
        "info" or "information" => LogSeverity.Information,
        "warn" or "warning" => LogSeverity.Warning,
        "error" => LogSeverity.Error,
        "fatal" or "critical" => LogSeverity.Critical,
        var text => throw new SettingsException($"{name} must be one of trace, debug, info, warn, error, fatal; found '{text}'."),
    };

    /// <summary>Bytes: a number with B, KB, MB, GB or TB (KiB and so on are the same); powers of 1024.</summary>
    public long Size(string name, long otherwise)
    {
        if (Text(name) is not { } text)
            return otherwise;
        var match = SizeForm().Match(text);
        var power = match.Success ? "BKMGT".IndexOf(char.ToUpperInvariant(match.Groups[2].Value.FirstOrDefault('B')), StringComparison.Ordinal) : -1;
        if (power < 0
            || !long.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number > long.MaxValue >> 50)
            throw new SettingsException($"{name} must be a size such as 64MB or 100GiB; found '{text}'.");
        return number << (10 * power);
    }

    /// <summary>A time span: a number with s, m, h or d; null when absent.</summary>
    public TimeSpan? Duration(string name)
    {
        if (Text(name) is not { } text)
            return null;
        var match = DurationForm().Match(text);
        if (!match.Success || !int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw new SettingsException($"{name} must be a time span such as 30d, 12h, 15m or 90s; found '{text}'.");
        return match.Groups[2].Value switch
        {
            "d" => TimeSpan.FromDays(number),
            "h" => TimeSpan.FromHours(number),
            "m" => TimeSpan.FromMinutes(number),
            _ => TimeSpan.FromSeconds(number),
        };
    }

    [GeneratedRegex("^([0-9]+) ?((?:[KMGT]i?)?B?)$", RegexOptions.IgnoreCase)]
    private static partial Regex SizeForm();

    [GeneratedRegex("^([0-9]+) ?([smhd]?)$")]
    private static partial Regex DurationForm();
}
