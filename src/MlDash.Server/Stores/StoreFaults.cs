using Amazon.Runtime;
using MongoDB.Driver;

namespace MlDash.Server.Stores;

/// <summary>Which failures mean that an engine behind a store is away or overloaded, so that the same call may succeed later.</summary>
internal static class StoreFaults
{
    public static bool IsAway(Exception reason) => reason switch
    {
        AmazonServiceException s3 => (int)s3.StatusCode is 0 or 429 or >= 500,
        AmazonClientException or HttpRequestException => true,
        MongoConnectionException or MongoExecutionTimeoutException or MongoNotPrimaryException or MongoNodeIsRecoveringException or TimeoutException => true,
        _ => false,
    };
}
