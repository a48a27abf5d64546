namespace MlDash;

/// <summary>Where the value of a setting comes from, in the order of who wins.</summary>
public enum SettingSource
{
    /// <summary>An environment variable.</summary>
    Environment,

    /// <summary>The configuration file of the user.</summary>
    ConfigFile,

    /// <summary>Neither: what the product does of itself.</summary>
    BuiltIn,
}
