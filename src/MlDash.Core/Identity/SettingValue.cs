namespace MlDash;

/// <summary>A setting with the value that a command uses when its parameter is not given.</summary>
/// <param name="Name">Its name, that of the parameter.</param>
/// <param name="Value">The value; null when there is none.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Variable">The environment variable that sets it; null when there is none.</param>
/// <param name="Description">What it is for.</param>
public sealed record SettingValue(string Name, object? Value, SettingSource Source, string? Variable, string Description);
