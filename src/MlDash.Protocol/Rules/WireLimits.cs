namespace MlDash.Protocol;

/// <summary>Sizes that both ends count on. A server may be set to take less or more in one body; a client then makes smaller requests.</summary>
public static class WireLimits
{
    /// <summary>The most records in a page: log entries, points, names.</summary>
    public const int RecordsAPage = 10_000;

    /// <summary>The most experiments, projects or files in a page.</summary>
    public const int ObjectsAPage = 1000;

    /// <summary>The most bytes in the body of a batch, unless the server is set otherwise.</summary>
    public const long BatchBytes = 64L << 20;

    /// <summary>The most parts in a request with batches of several streams.</summary>
    public const int BatchParts = 1000;

    /// <summary>The most characters in an idempotency key.</summary>
    public const int KeyCharacters = 255;

    /// <summary>The most buckets that a curve of an answer has.</summary>
    public const int CurveBuckets = 10_000;

    /// <summary>The most curves of a metric in an answer.</summary>
    public const int CurveFields = 100;

    /// <summary>The most columns of a table of runs that a request names.</summary>
    public const int RunColumns = 100;

    /// <summary>The most metrics that one request asks curves of.</summary>
    public const int CurveMetrics = 100;

    /// <summary>The most buckets of one answer, over all its curves.</summary>
    public const int CurveBucketsOfAll = 200_000;

    /// <summary>The highest age of a table of runs that a request allows, in seconds.</summary>
    public const int RunTableAge = 3600;
}
