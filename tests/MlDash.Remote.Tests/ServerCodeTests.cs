using System.Text;

namespace MlDash.Remote.Tests;

/// <summary>What a server refuses is told by its code, and by the status where it gives none, but never by its words.</summary>
[Collection(Scene.OneAtATime)]
public sealed class ServerCodeTests
{
    [Theory]
    [InlineData("""{"error":"write_protected","message":"This run is sealed."}""", "ExperimentWriteProtected")]
    [InlineData("""{"error":"forbidden","message":"A viewer may not open what is write-protected."}""", "AccessDenied")]
    [InlineData("""{"message":"The experiment is write-protected."}""", "AccessDenied")]
    [InlineData("<html>write-protected</html>", "AccessDenied")]
    public async Task A_refused_open_is_told_by_the_code_and_never_by_the_words(string body, string errorId)
    {
        await using var scene = new Scene();
        await using var server = await OddServer.StartAsync();
        server.Take = async (place, context) =>
        {
            if (place != "nodes")
                return false;
            context.Response.StatusCode = 403;
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body));
            return true;
        };

        var refused = await Assert.ThrowsAnyAsync<MlDashException>(() => Scene.StartAsync(server.Store, "run"));
        Assert.Equal(errorId, refused.ErrorId);
    }
}
