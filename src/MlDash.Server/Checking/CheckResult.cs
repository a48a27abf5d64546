using System.Globalization;
using System.Text.Json;
using MlDash.Protocol;
using MlDash.Server.Http;
using MlDash.Server.Migration;

namespace MlDash.Server.Checking;

/// <summary>What a check finds, a line each as soon as it is found, with <see cref="SlowLines"/> between. An answer that breaks off has no last line.</summary>
internal sealed class CheckResult(WholeCheck check, WorkGates gates, TimeProvider clock) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, cancel) = (httpContext.Response, httpContext.RequestAborted);
        using var place = await gates.WholeStreams.EnterAsync(cancel);
        using var progress = new Progress(TextWriter.Null);
        response.ContentType = SlowLines.ContentType;
        var errors = 0L;
        await using var findings = check.LookTwiceAsync(progress, cancel).GetAsyncEnumerator(cancel);
        for (; await response.NextAsync(findings, clock, cancel); errors++)
            await WriteAsync(response, new("Error", findings.Current.Kind, findings.Current.Item, findings.Current.Message), cancel);
        var all = errors == 0 ? "Everything is whole." : string.Create(CultureInfo.InvariantCulture, $"{errors} findings are errors.");
        await WriteAsync(response, new(errors == 0 ? "Information" : "Error", FindingLineWire.End, null, all), cancel);
    }

    private static Task WriteAsync(HttpResponse response, FindingLineWire line, CancellationToken cancellationToken) =>
        response.WriteLineAsync(JsonSerializer.SerializeToUtf8Bytes(line, ProtocolJson.Default.FindingLineWire), cancellationToken);
}
