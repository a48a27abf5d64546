using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using MlDash.Protocol;
using MlDash.Server.Settings;
using MlDash.Server.Stores;

namespace MlDash.Server.Http;

/// <summary>Every error leaves the server through here, with the body of section 1 of the protocol.</summary>
internal static partial class ErrorBodies
{
    public static void UseErrorBodies(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = WriteFailureAsync,
            // A 404 is an answer like others, also to HEAD, where nothing was written when the handler returns.
            AllowStatusCode404Response = true,
        });
        // What the framework itself refuses: unknown paths, methods, media types, bodies over the limit.
        app.UseStatusCodePages(async status =>
        {
            var code = status.HttpContext.Response.StatusCode;
            var phrase = ReasonPhrases.GetReasonPhrase(code);
            await WriteAsync(status.HttpContext, new ApiException(code, CodeOf(code), $"{phrase}. See the protocol for the existing calls."));
        });
    }

    /// <summary>The error of a part of a request whose other parts are still done; a failure of the server is logged.</summary>
    public static ErrorWire OfPart(HttpContext context, Exception reason) => BodyOf(Understood(context, reason));

    private static Task WriteFailureAsync(HttpContext context) =>
        WriteAsync(context, Understood(context, context.Features.GetRequiredFeature<IExceptionHandlerFeature>().Error));

    public static async Task WriteAsync(HttpContext context, ApiException error)
    {
        var response = context.Response;
        response.StatusCode = error.Status;
        if (error.RetryAfter is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        // The rest of such a body is not read, so the connection ends; a client that is not told sends its next request into it.
        if (context.Request.ContentLength > context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize)
            response.Headers.Connection = "close";
        Activity.Current?.SetTag("error.type", error.Code);
        await response.WriteAsJsonAsync(BodyOf(error), Wire.TypeOf<ErrorWire>(context.Request), "application/problem+json", context.RequestAborted);
    }

    private static ApiException Understood(HttpContext context, Exception reason)
    {
        var error = Of(reason);
        if (error.Status >= StatusCodes.Status500InternalServerError)
            LogFailure(context.RequestServices.GetRequiredService<ILogger<ServerSettings>>(), reason, context.Request.Method, error.Code);
        return error;
    }

    private static ErrorWire BodyOf(ApiException error) =>
        new(error.Code, error.Message, "about:blank", ReasonPhrases.GetReasonPhrase(error.Status), error.Status, error.Message);

    private static ApiException Of(Exception reason) => reason switch
    {
        ApiException known => known,
        StoreRefusalException { Reason: StoreRefusal.Taken } => ApiException.Conflict(reason.Message),
        StoreRefusalException { Reason: StoreRefusal.TooLarge } => new ApiException(StatusCodes.Status413PayloadTooLarge, WireErrors.TooLarge, reason.Message),
        BadHttpRequestException bad => new ApiException(bad.StatusCode, CodeOf(bad.StatusCode), bad.Message),
        _ when StoreFaults.IsFull(reason) => new ApiException(StatusCodes.Status503ServiceUnavailable, WireErrors.StorageFull,
            "The server's disk is full. No data of this request was stored; try again later.")
        { RetryAfter = 30 },
        _ when StoreFaults.IsAway(reason) => new ApiException(StatusCodes.Status503ServiceUnavailable, WireErrors.StoreAway,
            "A store of the server cannot be reached. Nothing of this request was acknowledged; try again.")
        { RetryAfter = 5 },
        InvalidDataException data => ApiException.Malformed(data.Message),
        OperationCanceledException => new ApiException(
            StatusCodes.Status503ServiceUnavailable, WireErrors.Cancelled, "The request was cancelled.")
        { RetryAfter = 1 },
        _ => new ApiException(StatusCodes.Status500InternalServerError, WireErrors.Internal, "The server failed. Its log says why."),
    };

    private static string CodeOf(int status) => status switch
    {
        400 => WireErrors.Malformed,
        401 => WireErrors.Unauthorized,
        403 => WireErrors.Forbidden,
        404 => WireErrors.NotFound,
        405 => WireErrors.MethodNotAllowed,
        413 => WireErrors.TooLarge,
        415 => WireErrors.UnsupportedMediaType,
        429 => WireErrors.TooManyRequests,
        _ => WireErrors.Other,
    };

    [LoggerMessage(Level = LogSeverity.Error, Message = "{Method} failed: {Code}")]
    private static partial void LogFailure(ILogger logger, Exception reason, string method, string code);
}
