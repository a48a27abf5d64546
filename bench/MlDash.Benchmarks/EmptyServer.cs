using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MlDash.Benchmarks;

/// <summary>The limit that ours is measured against: the same framework, which keeps and serves plain files.</summary>
internal static class EmptyServer
{
    public static void Run()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<KestrelServerOptions>(options => options.Limits.MaxRequestBodySize = null);
        var app = builder.Build();
        app.Urls.Add($"http://127.0.0.1:{Environment.GetEnvironmentVariable("PORT")}");
        var folder = Environment.GetEnvironmentVariable("DATA_DIR")!;
        app.MapPut("/files/{name}", async (string name, HttpRequest request) =>
        {
            await using var file = File.Create(Path.Combine(folder, Path.GetFileName(name)));
            await request.Body.CopyToAsync(file);
            return Results.Ok();
        });
        app.MapGet("/files/{name}", (string name) => Results.File(Path.Combine(folder, Path.GetFileName(name))));
        app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine("The empty server listens on its port."));
        app.Run();
    }
}
