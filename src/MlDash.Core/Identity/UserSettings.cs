using System.Globalization;
using System.Text.RegularExpressions;

namespace MlDash.Identity;

/// <summary>
/// What the user has set: each setting by its environment variable, else by <c>config.json</c>. A parameter that is given takes precedence over
/// both, and is not known here. The file is read once, and only when a variable does not answer.
/// </summary>
public sealed partial class UserSettings
{
    private readonly Lazy<ClientConfig?> _config = new(Config);

    /// <summary>A text; null when nothing sets it.</summary>
    /// <exception cref="ConfigurationException"><c>InvalidSetting</c>, <c>ConfigDamaged</c>.</exception>
    public string? Text(Setting setting) => (string?)Find(setting).Value;

    /// <summary>A whole number; null when nothing sets it.</summary>
    /// <inheritdoc cref="Text" path="/exception"/>
    public int? Count(Setting setting) => (int?)Find(setting).Value;

    /// <summary>A number of seconds; null when nothing sets it.</summary>
    /// <inheritdoc cref="Text" path="/exception"/>
    public TimeSpan? Seconds(Setting setting) => Find(setting).Value is double seconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>A flag; null when nothing sets it.</summary>
    /// <inheritdoc cref="Text" path="/exception"/>
    public bool? Flag(Setting setting) => (bool?)Find(setting).Value;

    /// <summary>The value in force, and where it comes from.</summary>
    /// <inheritdoc cref="Text" path="/exception"/>
    public SettingValue Describe(Setting setting)
    {
        var (value, source) = Find(setting);
        // An address from the environment may have a password in it, which is nothing to show.
        return new(
            setting.Name,
            value is string text ? Password().Replace(text, "***@") : value ?? setting.BuiltIn,
            source,
            setting.Variable,
            setting.Description);
    }

    /// <summary>Refuses a value that a setting does not take.</summary>
    /// <exception cref="ConfigurationException"><c>InvalidSetting</c>.</exception>
    public static void Check(Setting setting, string value)
    {
        // What an environment variable says otherwise than true counts as false; what is kept says it clearly.
        if (setting == Setting.Buffered && !bool.TryParse(value, out _))
            throw Invalid(setting, value, $"The setting {setting.Name}");
        Parse(setting, value, $"The setting {setting.Name}");
    }

    /// <summary>Keeps a value in the user's configuration file.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="value">The value as text; null takes it out of the file.</param>
    /// <exception cref="ConfigurationException"><c>InvalidSetting</c>, <c>ConfigDamaged</c>, <c>ClientFolderUnusable</c>.</exception>
    public static void Keep(Setting setting, string? value)
    {
        var parsed = value is null ? null : Parse(setting, value, $"The setting {setting.Name}");
        new ClientConfig().Set(setting.Member, parsed);
    }

    private (object? Value, SettingSource Source) Find(Setting setting)
    {
        if (setting.InEnvironment() is { } text)
            return (Parse(setting, text, $"The environment variable {setting.Variable}"), SettingSource.Environment);
        return _config.Value?[setting.Member] is { } kept && Convert.ToString(kept, CultureInfo.InvariantCulture) is { Length: > 0 } found
            ? (Parse(setting, found, $"The member '{setting.Member}' of '{ClientConfig.Path}'"), SettingSource.ConfigFile)
            : (null, SettingSource.BuiltIn);
    }

    private static object Parse(Setting setting, string text, string where) => setting.Parse(text) ?? throw Invalid(setting, text, where);

    private static ConfigurationException Invalid(Setting setting, string text, string where) => new(
        "InvalidSetting", $"{where} should be {setting.Expected}, but is '{text}'.", "Correct it, or remove it.")
    { Target = setting.Variable ?? setting.Name };

    [GeneratedRegex("(?<=^[a-zA-Z+.-]*://)[^/@]*@", RegexOptions.CultureInvariant)]
    private static partial Regex Password();

    private static ClientConfig? Config()
    {
        try
        {
            return new ClientConfig();
        }
        catch (ConfigurationException unusable) when (unusable.ErrorId == ClientFolder.UnusableId)
        {
            // A user without a folder, as in a container, has no configuration, but records all the same.
            return null;
        }
    }
}
