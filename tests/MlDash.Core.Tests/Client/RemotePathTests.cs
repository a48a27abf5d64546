using MlDash.Client;

namespace MlDash.Tests.Client;

/// <summary>Where a prefix lies on a server.</summary>
public sealed class RemotePathTests
{
    [Theory]
    [InlineData("project/run", "project", "me/project/run")]
    [InlineData("project/a/b/run", "project", "me/project/a/b/run")]
    [InlineData("owner/project/run", null, "owner/project/run")]
    [InlineData("owner/project/a/run", "project", "owner/project/a/run")]
    [InlineData("vision/run", null, "me/vision/run")]
    [InlineData("run", null, "me/default/run")]
    [InlineData("run", "project", "me/project/run")]
    public void A_prefix_has_one_place(string prefix, string? project, string place)
    {
        var path = RemotePath.Of(ExperimentPath.Parse(prefix), project, "me").ToPath();
        Assert.Equal(place, path.Value);
        // The place found is the place found again.
        Assert.Equal(place, RemotePath.Of(path, null, "someone-else").ToPath().Value);
    }
}
