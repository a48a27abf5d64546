using System.Net.Sockets;
using Amazon.Runtime;
using Microsoft.Data.Sqlite;
using MlDash.Errors;
using MongoDB.Driver;

namespace MlDash.Server.Stores;

/// <summary>What failures of the engines behind the stores mean.</summary>
internal static class StoreFaults
{
    private const int SqliteFull = 13;
    private const int MongoOutOfDiskSpace = 14031;

    /// <summary>Whether an engine is unreachable or overloaded, so that the same call may succeed later.</summary>
    public static bool IsAway(Exception reason) => reason switch
    {
        AmazonServiceException s3 => (int)s3.StatusCode is 0 or 429 or >= 500,
        AmazonClientException or HttpRequestException or SocketException => true,
        // No room either: but of a large batch a part may be there, so nothing more can be said than that it was not acknowledged.
        MongoCommandException { Code: MongoOutOfDiskSpace } or MongoWriteException { WriteError.Code: MongoOutOfDiskSpace } => true,
        MongoConnectionException or MongoExecutionTimeoutException or MongoNotPrimaryException or MongoNodeIsRecoveringException or TimeoutException => true,
        _ => false,
    };

    /// <summary>Whether there was no room for a write, so that nothing of it is there.</summary>
    public static bool IsFull(Exception reason) => reason switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode == SqliteFull,
        IOException io => DiskCodes.IsFull(io),
        _ => false,
    };
}
