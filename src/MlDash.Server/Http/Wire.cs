using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MlDash.Protocol;

namespace MlDash.Server.Http;

/// <summary>
/// Answers in the wire format. JSON has no NaN and no infinity: they are <c>null</c>, except for clients that are known to read the bare tokens
/// and so get back what they sent. <c>?nan=null</c> and <c>?nan=token</c> ask for one or the other.
/// </summary>
internal static class Wire
{
    // The JSON reader of Python takes the tokens, and so does our own client.
    private static readonly string[] _readTokens = ["python-httpx/", "python-requests/", "MlDash/"];

    private static readonly ProtocolJson _asGiven = Variant(nonFiniteAsNull: false);
    private static readonly ProtocolJson _strict = Variant(nonFiniteAsNull: true);

    public static WireResult<T> Ok<T>(T value) => new(value, StatusCodes.Status200OK);

    public static WireResult<T> Status<T>(T value, int status) => new(value, status);

    /// <summary>Whether the caller gets <c>null</c> in place of NaN and ±Infinity.</summary>
    public static bool WantsNull(HttpRequest request) => request.Query["nan"].ToString() switch
    {
        "null" => true,
        "token" => false,
        _ => !Array.Exists(_readTokens, client => request.Headers.UserAgent.ToString().StartsWith(client, StringComparison.Ordinal)),
    };

    /// <summary>How to write a wire type for this request.</summary>
    public static JsonTypeInfo TypeOf<T>(HttpRequest request) =>
        (WantsNull(request) ? _strict : _asGiven).GetTypeInfo(typeof(T))
        ?? throw new InvalidOperationException($"{typeof(T).Name} is no wire type; add it to ProtocolJson.");

    // The answers are JSON for programs, never part of a page: quotes and letters of every language stand as they are.
    private static ProtocolJson Variant(bool nonFiniteAsNull) => new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new RawJsonConverter(nonFiniteAsNull) },
    });
}

/// <summary>A typed answer in the wire format.</summary>
internal sealed class WireResult<T>(T value, int status) : IResult, IStatusCodeHttpResult, IValueHttpResult<T>,
    Microsoft.AspNetCore.Http.Metadata.IEndpointMetadataProvider
{
    public int? StatusCode => status;

    public T Value => value;

    T? IValueHttpResult<T>.Value => value;

    public static void PopulateMetadata(System.Reflection.MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), ["application/json"]));

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = status;
        return httpContext.Response.WriteAsJsonAsync(value, Wire.TypeOf<T>(httpContext.Request), "application/json", httpContext.RequestAborted);
    }
}
