namespace MlDash.Protocol;

/// <summary>The codes of a poll that found no token, as RFC 8628 names them.</summary>
public static class DeviceErrors
{
    /// <summary>The user has not decided yet.</summary>
    public const string Pending = "authorization_pending";

    /// <summary>The code has ended.</summary>
    public const string Expired = "expired_token";

    /// <summary>The user refused.</summary>
    public const string Denied = "access_denied";

    /// <summary>The polls come too fast.</summary>
    public const string SlowDown = "slow_down";
}
