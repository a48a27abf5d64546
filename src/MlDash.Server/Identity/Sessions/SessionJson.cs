using System.Text.Json.Serialization;

namespace MlDash.Server.Identity.Sessions;

/// <summary>A login that waits for another device.</summary>
/// <param name="Code">What the page shows.</param>
/// <param name="Page">Where it is typed.</param>
/// <param name="ExpiresIn">How many seconds it can be typed.</param>
/// <param name="Interval">How many seconds the page waits between two polls.</param>
internal sealed record DeviceShown(string Code, string Page, int ExpiresIn, int Interval);

/// <summary>JSON of the answers to the page.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DeviceShown))]
internal sealed partial class SessionJson : JsonSerializerContext;
