using System.Text.Json.Serialization;

namespace MlDash.Protocol;

/// <summary>Answer to the start of a device login.</summary>
public sealed record DeviceStarted(
    [property: JsonPropertyName("user_code")] string UserCode,
    [property: JsonPropertyName("device_code")] string DeviceCode,
    [property: JsonPropertyName("verification_uri")] string VerificationUri,
    [property: JsonPropertyName("verification_uri_complete")] string VerificationUriComplete,
    [property: JsonPropertyName("expires_in")] int ExpiresIn,
    [property: JsonPropertyName("interval")] int Interval);

/// <summary>What a user code stands for.</summary>
public sealed record DeviceCodeVerified(string ClientId, string Scope);

/// <summary>Answer to the approval of a device login.</summary>
public sealed record DeviceCompleted(bool Success);
