namespace MlDash.Json;

/// <summary>Knows the values that are a host's own: wrappers, and objects with properties. Any number of callers at once.</summary>
public interface IValueAdapter
{
    /// <summary>Turns a value of the host into one of .NET's: a dictionary, a sequence, a scalar, or null.</summary>
    /// <returns>The same object when there is nothing to turn.</returns>
    object? Adapt(object value);
}
