namespace MlDash.TensorBoard;

/// <summary>What a value of an event is. The numbers are those of its fields in the format.</summary>
public enum EventKind
{
    /// <summary>Nothing that is known here.</summary>
    Unknown = 0,

    /// <summary>A number, as TensorFlow 1 and PyTorch write it.</summary>
    Scalar = 2,

    /// <summary>An image.</summary>
    Image = 4,

    /// <summary>A histogram.</summary>
    Histogram = 5,

    /// <summary>A sound.</summary>
    Audio = 6,

    /// <summary>A tensor: what it stands for is said by its plugin.</summary>
    Tensor = 8,
}
