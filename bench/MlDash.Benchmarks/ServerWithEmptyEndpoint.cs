using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MlDash.Benchmarks;

/// <summary>Our server with one more endpoint, which reads a body and answers nothing: what a request costs before anything is done with it.</summary>
internal static class ServerWithEmptyEndpoint
{
    public static void Run()
    {
        using var app = MlDash.Server.Program.Build([]);
        app.MapPost("/empty", async (HttpRequest request) =>
        {
            await request.Body.CopyToAsync(Stream.Null);
            return Results.Ok();
        });
        app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine("The server listens on its port."));
        app.Run();
    }
}
