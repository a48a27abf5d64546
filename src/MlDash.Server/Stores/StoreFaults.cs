using Amazon.Runtime;
using Microsoft.Data.Sqlite;
using MongoDB.Driver;

namespace MlDash.Server.Stores;

/// <summary>What failures of the engines behind the stores mean.</summary>
internal static class StoreFaults
{
    private const int SqliteFull = 13;
    private const int NoSpace = 28;
    private const int NoSpaceOnWindows = 112;
    private const int MongoOutOfDiskSpace = 14031;

    /// <summary>Whether an engine is away or overloaded, so that the same call may succeed later.</summary>
    public static bool IsAway(Exception reason) => reason switch
    {
        AmazonServiceException s3 => (int)s3.StatusCode is 0 or 429 or >= 500,
        AmazonClientException or HttpRequestException => true,
        MongoConnectionException or MongoExecutionTimeoutException or MongoNotPrimaryException or MongoNodeIsRecoveringException or TimeoutException => true,
        _ => false,
    };

    /// <summary>Whether there was no room for a write, so that nothing of it is there.</summary>
    public static bool IsFull(Exception reason) => reason switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode == SqliteFull,
        MongoCommandException mongo => mongo.Code == MongoOutOfDiskSpace,
        MongoWriteException mongo => mongo.WriteError?.Code == MongoOutOfDiskSpace,
        IOException io => (io.HResult & 0xFFFF) is NoSpace or NoSpaceOnWindows,
        _ => false,
    };
}
