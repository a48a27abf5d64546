using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using MlDash.Protocol;

namespace MlDash.Server.Tests;

/// <summary>What the client reads by name is what the server writes, and where the client sends is what the server maps.</summary>
public sealed class WireNameTests(SharedServer shared)
{
    [Fact]
    public void Every_name_of_a_member_is_one_that_a_record_has()
    {
        var written = typeof(ProtocolJson).GetProperties()
            .Where(property => property.PropertyType.IsSubclassOf(typeof(JsonTypeInfo)))
            .SelectMany(property => ((JsonTypeInfo)property.GetValue(ProtocolJson.Default)!).Properties)
            .Select(member => member.Name);
        Assert.Empty(Constants(typeof(WireMembers)).Except(written));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Every_path_of_a_client_is_a_call_of_the_server(string path)
    {
        var refused = await shared.Server.NewUser().GetAsync(path);
        Assert.DoesNotContain("See the protocol for the existing calls.", refused.Code == 404 ? refused.Json["message"].Text : "", StringComparison.Ordinal);
    }

    public static TheoryData<string> Paths =>
    [
        Routes.Health, Routes.Nodes("a b"), Routes.Node("1"), Routes.Download("1"), Routes.Project("1"), Routes.Logs("1"), Routes.Parameters("1"),
        Routes.Metrics("1"), Routes.Metric("1", "a/b c", Routes.StatsVerb), Routes.Tracks("1"), Routes.Track("1", "a/b", Routes.DataVerb),
        Routes.DeviceStart, Routes.DevicePoll, Routes.Exchange, Routes.GraphQl,
    ];

    [Fact]
    public void Names_in_a_path_are_escaped_and_only_those_of_metrics_keep_their_slashes()
    {
        Assert.Equal("/api/namespaces/a%2Fb/nodes", Routes.Nodes("a/b"));
        Assert.Equal("/api/experiments/1/metrics/a/b%20c/append-batch", Routes.Metric("1", "a/b c", Routes.MetricBatchVerb));
        Assert.Equal("/api/experiments/1/tracks/a%2Fb/append_batch", Routes.Track("1", "a/b", Routes.TrackBatchVerb));
    }

    private static IEnumerable<string> Constants(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!);
}
