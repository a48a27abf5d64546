namespace MlDash.Protocol;

/// <summary>How an open experiment shows that its process lives, in folders and on servers.</summary>
public static class SignsOfLife
{
    /// <summary>A sign comes at least this often.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <summary>Three that did not come: the experiment is lost.</summary>
    public static readonly TimeSpan LongestSilence = 3 * Interval;
}
