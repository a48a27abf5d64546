namespace MlDash.Server.Tests;

/// <summary>Settings of a server on stores of its own: the embedded pair, or MongoDB and S3 with a database and a bucket that nobody else uses.</summary>
internal static class BothStores
{
    public static (string Name, string Value)[] Of(bool shared) => shared
        ? [("MONGODB_URI", MongoService.Current.NewDatabase()), .. S3Service.ServerSettingsOf(S3Service.Current.NewBucket())]
        : [("MONGODB_URI", ""), ("S3_BUCKET", ""), ("S3_ENDPOINT", "")];
}
