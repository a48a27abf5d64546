namespace MlDash;

/// <summary>A setting with the value that a command uses when its parameter is not given.</summary>
public sealed class SettingValue(string name, object? value, SettingSource source, string? variable, string description)
{
    /// <summary>Its name, that of the parameter.</summary>
    public string Name { get; } = name;

    /// <summary>The value; null when there is none.</summary>
    public object? Value { get; } = value;

    /// <summary>Where it comes from.</summary>
    public SettingSource Source { get; } = source;

    /// <summary>The environment variable that sets it; null when there is none.</summary>
    public string? Variable { get; } = variable;

    /// <summary>What it is for.</summary>
    public string Description { get; } = description;

    /// <inheritdoc />
    public override string ToString() => Name;
}
