using MlDash.Client;

namespace MlDash.Tests.Client;

/// <summary>Where a prefix lies on a server.</summary>
public sealed class RemotePathTests
{
    [Theory]
    [InlineData("project/run", "project", "me/project/run")]
    [InlineData("project/a/b/run", "project", "me/project/a/b/run")]
    [InlineData("project/a/run", null, "me/project/a/run")]
    [InlineData("me/project/run", null, "me/project/run")]
    [InlineData("me/project/run", "me", "me/me/project/run")]
    [InlineData("owner/project/a/run", "project", "owner/project/a/run")]
    [InlineData("folder/deeper/run", "elsewhere", "me/folder/deeper/run")]
    [InlineData("vision/run", null, "me/vision/run")]
    [InlineData("me/run", null, "me/me/run")]
    [InlineData("run", null, "me/default/run")]
    [InlineData("run", "project", "me/project/run")]
    public void A_prefix_has_one_place_and_its_project_is_the_first_folder_unless_its_owner_comes_before(string prefix, string? project, string place)
    {
        var path = RemotePath.Of(ExperimentPath.Parse(prefix), project, "me").ToPath();
        Assert.Equal(place, path.Value);
        // The place found is the place found again.
        Assert.Equal(place, RemotePath.Whole(path, "someone-else").ToPath().Value);
    }

    [Fact]
    public void While_the_caller_is_not_known_the_first_folder_is_the_project() =>
        Assert.Equal(new RemotePath(null, "project", "a/run"), RemotePath.Of(ExperimentPath.Parse("project/a/run"), null, null));
}
