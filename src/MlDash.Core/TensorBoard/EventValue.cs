namespace MlDash.TensorBoard;

/// <summary>A value of an event.</summary>
/// <param name="Tag">Its name, such as <c>train/loss</c>.</param>
/// <param name="Kind">What it is.</param>
public sealed record EventValue(string Tag, EventKind Kind)
{
    /// <summary>The plugin that shows it, such as <c>scalars</c>; files say it with the first value of a tag alone, here each value has it.</summary>
    public string? Plugin { get; init; }

    /// <summary>What the plugin keeps with the first value of a tag; valid until more of the file is read.</summary>
    public ReadOnlyMemory<byte> PluginData { get; init; }

    /// <summary>
    /// The number, a <see cref="double"/> or <see cref="long"/>; null when it is none. Of float32 it is the shortest number that gives the same bits.
    /// </summary>
    public object? Number { get; init; }

    /// <summary>The message of an image, a histogram, a sound or a tensor; valid until more of the file is read.</summary>
    public ReadOnlyMemory<byte> Content { get; init; }
}
