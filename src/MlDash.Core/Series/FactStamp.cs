namespace MlDash.Series;

/// <summary>
/// What tells a state of data from any other, for whoever made it: length and time of a file, or id and count of a stream. One that is not known equals none.
/// </summary>
/// <param name="First">The first part.</param>
/// <param name="Second">The second part.</param>
internal readonly record struct FactStamp(long First, long Second)
{
    /// <summary>Whether this is a state at all, and that one.</summary>
    public bool Tells(FactStamp other) => this != default && this == other;
}
