using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using MlDash.Server.Identity;

namespace MlDash.Server.Tests;

/// <summary>Every endpoint below /api has a filter that checks what the caller may do, or is named here with what checks it instead.</summary>
public sealed class AccessFilterTests(SharedServer shared)
{
    // About nothing that is in a namespace, or about what only the query or the body names.
    private static readonly string[] _open =
    [
        "GET /api/auth/tokens", "POST /api/auth/tokens", "DELETE /api/auth/tokens/{jti}", "POST /api/auth/exchange",
        "POST /api/device/start", "POST /api/device/poll", "POST /api/device/verify-code", "POST /api/device/complete",
        "GET /api/recycle-bin", "GET /api/runs", "GET /api/search/files", "POST /api/experiments/aggregate/series", "POST /api/experiments/series",
    ];

    [Fact]
    public void An_endpoint_without_the_filter_is_on_the_list_of_those_that_check_by_themselves()
    {
        var endpoints = shared.Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.StartsWith("/api", StringComparison.Ordinal))
            .SelectMany(
                e => e.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods.Select(
                    method => (Name: $"{method} {e.RoutePattern.RawText}", Endpoint: e)))
                .ToList();
        Assert.InRange(endpoints.Count, 25, 1000);
        var unchecked_ = endpoints.Where(e => e.Endpoint.Metadata.GetMetadata<AccessChecked>() is null).Select(e => e.Name);
        Assert.Equal(_open.Order(StringComparer.Ordinal), unchecked_.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_endpoint_with_the_filter_answers_a_stranger_as_if_there_were_nothing()
    {
        var (owner, stranger) = (shared.Server.NewUser(), shared.Server.NewUser());
        var run = await owner.OpenAsync();
        (await owner.PointsAsync(run, "m", """[{"x":1}]""")).Is(200);
        var file = (await owner.UploadAsync(run, "f", [1])).Ok["node"]["id"].Text;
        var tried = 0;
        foreach (var endpoint in shared.Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<AccessChecked>() is not null))
        {
            var path = endpoint.RoutePattern.RawText!;
            var id = path.StartsWith("/api/projects", StringComparison.Ordinal) ? run.Project : path.Contains("download", StringComparison.Ordinal) ? file
                : path.StartsWith("/api/nodes", StringComparison.Ordinal) ? run.Node : run.Id;
            var target = path.Replace("{id}", id, StringComparison.Ordinal).Replace("{ns}", owner.User, StringComparison.Ordinal)
                .Replace("{username}", "x", StringComparison.Ordinal).Replace("{**rest}", "m/data", StringComparison.Ordinal);
            foreach (var method in endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods)
            {
                // What is about the whole server is there for everybody; who may not call it is told so.
                var expected = path.StartsWith("/api/admin", StringComparison.Ordinal) ? 403 : 404;
                (await stranger.SendAsync(new HttpMethod(method), target, new StringContent("{}", System.Text.Encoding.UTF8, "application/json"))).Is(expected);
                tried++;
            }
        }
        Assert.InRange(tried, 15, 1000);
        Assert.Equal("RUNNING", (await owner.GetAsync($"/api/nodes/{run.Node}")).Ok["status"].Text);
    }
}
