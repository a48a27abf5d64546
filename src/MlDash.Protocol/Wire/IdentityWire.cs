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

/// <summary>Answer to a poll that found the login approved.</summary>
public sealed record DeviceToken(
    [property: JsonPropertyName("access_token")] string AccessToken,
    [property: JsonPropertyName("token_type")] string TokenType);

/// <summary>Answer to a poll without a token; see <see cref="DeviceErrors"/>.</summary>
public sealed record DeviceError([property: JsonPropertyName("error")] string Error);

/// <summary>What a user code stands for.</summary>
public sealed record DeviceCodeVerified(string ClientId, string Scope);

/// <summary>Answer to the approval of a device login.</summary>
public sealed record DeviceCompleted(bool Success);

/// <summary>Answer to a token exchange.</summary>
public sealed record TokenExchanged([property: JsonPropertyName("ml_dash_token")] string MlDashToken);

/// <summary>A token of the user, without its secret part.</summary>
public sealed record ApiTokenWire(string Jti, string Name, string CreatedAt, string? ExpiresAt, string? RevokedAt);

/// <summary>The tokens of the user.</summary>
public sealed record ApiTokenList(IReadOnlyList<ApiTokenWire> Tokens);

/// <summary>A new token; its text is shown this one time.</summary>
public sealed record ApiTokenCreated(ApiTokenWire Token, [property: JsonPropertyName("ml_dash_token")] string MlDashToken);

/// <summary>A member of a namespace: <c>owner</c>, <c>editor</c> or <c>viewer</c>.</summary>
public sealed record MemberWire(string Username, string Role);

/// <summary>The members of a namespace, its own user first.</summary>
public sealed record MemberList(IReadOnlyList<MemberWire> Members);

/// <summary>The state of a server.</summary>
public sealed record HealthWire(string Status, string Timestamp, double Uptime, string Mongodb, string S3, string MetadataStore, string BlobStore,
    double MetadataStoreMs, double BlobStoreMs, string ServerId);

/// <summary>The body of every error: the code for programs, the message for people, and the members of RFC 9457.</summary>
public sealed record ErrorWire(string Error, string Message, string Type, string Title, int Status, string Detail);
