using MlDash.Protocol;

namespace MlDash;

/// <summary>How grave a log entry is, from least to most.</summary>
public enum LogLevel
{
    /// <summary>Detail for troubleshooting.</summary>
    Debug,

    /// <summary>What happened.</summary>
    Info,

    /// <summary>Something to look at.</summary>
    Warn,

    /// <summary>Something failed.</summary>
    Error,

    /// <summary>The run cannot continue.</summary>
    Fatal,
}

/// <summary>The spelling of levels: lower case in files, any case from users, who may use the words of PowerShell and of other loggers, too.</summary>
public static class LogLevels
{
    /// <summary>Words of other loggers: the streams of PowerShell, Microsoft.Extensions.Logging, syslog.</summary>
    private static readonly Dictionary<string, LogLevel> _others = new(StringComparer.OrdinalIgnoreCase)
    {
        ["trace"] = LogLevel.Debug,
        ["verbose"] = LogLevel.Debug,
        ["information"] = LogLevel.Info,
        ["informational"] = LogLevel.Info,
        ["host"] = LogLevel.Info,
        ["output"] = LogLevel.Info,
        ["success"] = LogLevel.Info,
        ["notice"] = LogLevel.Info,
        ["warning"] = LogLevel.Warn,
        ["err"] = LogLevel.Error,
        ["critical"] = LogLevel.Fatal,
        ["crit"] = LogLevel.Fatal,
        ["emergency"] = LogLevel.Fatal,
    };

    /// <summary>The stored word of a level.</summary>
    public static string ToWord(this LogLevel level) => LevelWords.All[(int)level];

    /// <summary>The level of a word.</summary>
    /// <exception cref="ExperimentException"><c>UnknownLogLevel</c>, listing the five.</exception>
    public static LogLevel Parse(string word) => TryParse(word, out var level)
        ? level
        : throw new ExperimentException(
            "UnknownLogLevel", $"'{word}' is not a log level: {string.Join(", ", LevelWords.All)}.", "Use one of the five.")
        { Target = word };

    /// <summary>The level of a word, in any case.</summary>
    public static bool TryParse(string? word, out LogLevel level)
    {
        var at = LevelWords.IndexOf(word);
        level = (LogLevel)Math.Max(at, 0);
        return at >= 0 || (word is not null && _others.TryGetValue(word, out level));
    }
}
