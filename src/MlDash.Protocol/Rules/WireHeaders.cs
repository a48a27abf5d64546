namespace MlDash.Protocol;

/// <summary>The headers that the protocol adds to those of HTTP.</summary>
public static class WireHeaders
{
    /// <summary>On every answer: the id of the server, whatever address it is reached by.</summary>
    public const string ServerId = "MlDash-Server-Id";

    /// <summary>On every answer: calls beyond those of the public service that the server takes, by name; <see cref="AcceptsBatches"/> is one.</summary>
    public const string Accepts = "MlDash-Accepts";

    /// <summary>In <see cref="Accepts"/>: batches of several streams in one request, see <see cref="Routes.BatchesTemplate"/>.</summary>
    public const string AcceptsBatches = "batches";

    /// <summary>On a write: lets the server recognise a repeat.</summary>
    public const string IdempotencyKey = "Idempotency-Key";

    /// <summary>On the answer to a repeat: nothing was written.</summary>
    public const string IdempotencyReplayed = "Idempotency-Replayed";
}
