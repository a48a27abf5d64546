using System.Text.Json;
using MlDash.Protocol;
using MlDash.Server.Diagnostics;

namespace MlDash.Server.Logs;

/// <summary>Appends a batch of entries and says what the protocol says of it.</summary>
internal sealed class LogIntake(LogBook book, Telemetry telemetry)
{
    /// <summary>The entries of a body. A bare list, or a single entry, is stored too: refusing it would make the older client send it forever.</summary>
    public static IReadOnlyList<RawJson> Read(RawJson body)
    {
        var entries = body.ToDictionary().TryGetValue(WireMembers.Logs, out var logs) ? logs : body;
        return entries.Kind == JsonValueKind.Array ? entries.Items() : [entries];
    }

    public async Task<LogsCreated> AppendAsync(
        string experimentId, IReadOnlyList<RawJson> entries, string? token, CancellationToken cancellationToken)
    {
        var created = await book.AppendAsync(experimentId, entries, token, cancellationToken);
        telemetry.LogsReceived(created.Created);
        return created;
    }
}
