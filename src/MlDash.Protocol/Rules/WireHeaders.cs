namespace MlDash.Protocol;

/// <summary>The headers that the protocol adds to those of HTTP.</summary>
public static class WireHeaders
{
    /// <summary>On every answer: the id of the server, whatever address it is reached by.</summary>
    public const string ServerId = "MlDash-Server-Id";

    /// <summary>On a write: lets the server recognise a repeat.</summary>
    public const string IdempotencyKey = "Idempotency-Key";

    /// <summary>On the answer to a repeat: nothing was written.</summary>
    public const string IdempotencyReplayed = "Idempotency-Replayed";
}
