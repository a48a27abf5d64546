using System.Security.Cryptography;
using System.Text;

namespace MlDash.Server.Tests;

/// <summary>
/// The stores that servers of the tests keep their data in: embedded, or MongoDB and S3 with TEST_STORES=mongo+s3, so that the protocol is tested on both
/// pairs.
/// </summary>
internal static class TestStores
{
    /// <summary>The trait of tests that look at what the embedded stores have on the disk; the run on MongoDB and S3 leaves them out.</summary>
    public const string Kind = "stores";

    /// <summary>The value of that trait.</summary>
    public const string Embedded = "embedded";

    /// <summary>Whether the tests run on MongoDB and S3.</summary>
    public static bool AreShared => Environment.GetEnvironmentVariable("TEST_STORES") == "mongo+s3";

    /// <summary>Settings of a server whose data belongs to a folder; the same folder is the same data.</summary>
    public static (string Name, string Value)[] Of(string folder) =>
        AreShared ? Shared(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..24]) : [];

    /// <summary>Settings of servers that share one database and one bucket.</summary>
    public static (string Name, string Value)[] Shared(string database) =>
        [("MONGODB_URI", MongoService.Current.Database($"mldash_test_{database}")), .. S3Service.Current.ServerSettings];
}
