namespace MlDash.TensorBoard;

/// <summary>Types of the elements of a tensor, by their numbers in the format.</summary>
internal enum TensorType
{
    /// <summary>32 bits, with a fraction.</summary>
    Float = 1,

    /// <summary>64 bits, with a fraction.</summary>
    Double = 2,

    /// <summary>Whole, 32 bits.</summary>
    Int32 = 3,

    /// <summary>Whole, 8 bits without a sign.</summary>
    UInt8 = 4,

    /// <summary>Whole, 16 bits.</summary>
    Int16 = 5,

    /// <summary>Whole, 8 bits.</summary>
    Int8 = 6,

    /// <summary>Whole, 64 bits.</summary>
    Int64 = 9,

    /// <summary>True or false.</summary>
    Bool = 10,

    /// <summary>16 bits, with the range of float32.</summary>
    BFloat16 = 14,

    /// <summary>Whole, 16 bits without a sign.</summary>
    UInt16 = 17,

    /// <summary>16 bits, with a fraction.</summary>
    Half = 19,

    /// <summary>Whole, 32 bits without a sign.</summary>
    UInt32 = 22,

    /// <summary>Whole, 64 bits without a sign.</summary>
    UInt64 = 23,
}
