using MlDash.Client;
using MlDash.Identity;
using MlDash.Storage.Remote;

namespace MlDash.Remote.Tests;

/// <summary>Where an experiment goes on a server that cannot be asked who the caller is.</summary>
public sealed class PlaceTests
{
    private static readonly RemoteExperimentStore _store =
        new(new Uri("http://127.0.0.1:9/"), Credentials.FromApiKey("says-nothing"), new SendingOptions(), offline: true);

    [Fact]
    public async Task A_path_whose_owner_nobody_knows_is_refused_with_what_to_give()
    {
        var refused = await Assert.ThrowsAsync<ConfigurationException>(
            () => _store.PlaceAsync(ExperimentPath.Parse("vision/resnet/run-1"), null, CancellationToken.None));

        Assert.Equal("OwnerUnknown", refused.ErrorId);
        Assert.Contains("'vision/resnet/run-1'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("-Project owner/project", refused.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vision/run-1", null)]
    [InlineData("bob/vision/resnet/run-1", "vision")]
    public async Task A_path_without_folders_or_with_its_owner_needs_nobody_to_be_asked(string path, string? project) =>
        Assert.Equal(path, (await _store.PlaceAsync(ExperimentPath.Parse(path), project, CancellationToken.None)).Value);
}
