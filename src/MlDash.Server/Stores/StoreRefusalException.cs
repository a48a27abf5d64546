namespace MlDash.Server.Stores;

/// <summary>Why a store takes something from nobody.</summary>
internal enum StoreRefusal
{
    /// <summary>Another document holds the unique text.</summary>
    Taken,

    /// <summary>It is larger than every store can hold.</summary>
    TooLarge,
}

/// <summary>A write that would be refused again. Stores do not depend on HTTP: the error bodies translate it.</summary>
/// <param name="reason">Why.</param>
/// <param name="message">What is wrong, and what to do.</param>
internal sealed class StoreRefusalException(StoreRefusal reason, string message) : Exception(message)
{
    /// <summary>Why.</summary>
    public StoreRefusal Reason => reason;

    /// <summary>Something is larger than every store can hold.</summary>
    public static StoreRefusalException TooLarge(string what, long limit) =>
        new(StoreRefusal.TooLarge, $"The {what} is larger than {limit} bytes. Send it in smaller parts.");
}
