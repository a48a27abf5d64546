using System.Text.Json.Serialization;

namespace MlDash.Protocol;

/// <summary>Answer to a poll that found the login approved.</summary>
public sealed record DeviceToken(
    [property: JsonPropertyName("access_token")] string AccessToken,
    [property: JsonPropertyName("token_type")] string TokenType);

/// <summary>Answer to a poll without a token; see <see cref="DeviceErrors"/>.</summary>
public sealed record DeviceError([property: JsonPropertyName("error")] string Error);

/// <summary>Answer to a token exchange.</summary>
public sealed record TokenExchanged([property: JsonPropertyName("ml_dash_token")] string MlDashToken);
