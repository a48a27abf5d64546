using GraphQL;
using GraphQL.Types;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MlDash.Ids;
using MlDash.Protocol;
using MlDash.Server.Batches;
using MlDash.Server.Checking;
using MlDash.Server.Diagnostics;
using MlDash.Server.Documents;
using MlDash.Server.Files;
using MlDash.Server.GraphQl;
using MlDash.Server.Guards;
using MlDash.Server.Http;
using MlDash.Server.Identity;
using MlDash.Server.Identity.Sessions;
using MlDash.Server.Logs;
using MlDash.Server.Metrics;
using MlDash.Server.Nodes;
using MlDash.Server.Page;
using MlDash.Server.Reading;
using MlDash.Server.Removal;
using MlDash.Server.Search;
using MlDash.Server.Series;
using MlDash.Server.Settings;
using MlDash.Server.Stores;
using MlDash.Server.Stores.Opening;
using MlDash.Server.Tracks;

namespace MlDash.Server;

/// <summary>The parts of the server, wired together; what <c>Program.cs</c> lists.</summary>
internal static class ServerApp
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    public static void AddServer(this WebApplicationBuilder builder, ServerSettings settings)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = settings.MaxBatchSize;
        });
        // A stop lets requests under way finish.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = _patience);
        builder.Services.AddSingleton(settings);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(services => new Snowflake(settings.WorkerId, services.GetRequiredService<TimeProvider>()));
        builder.Services.AddStores(settings);
        builder.Services.AddFeatures();
        builder.Services.AddReading();
        builder.Services.AddIdentity(settings);
        builder.Services.AddRateLimit(settings);
        builder.Services.AddTelemetry(settings);
        builder.Services.AddOpenApi(options =>
            options.AddOperationTransformer(PathParameters.DescribeAsync).AddOperationTransformer(QueryArrays.DescribeAsync));
        builder.Services.AddProblemDetails();
        builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy => (settings.CorsOrigin == "*"
            ? policy.AllowAnyOrigin()
            : policy.WithOrigins(settings.CorsOrigin.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
            .AllowAnyHeader().AllowAnyMethod().WithExposedHeaders("ETag", "Retry-After", WireHeaders.ServerId)));
    }

    /// <summary>Opens the stores now: what is wrong with them is said at the start, not to the first user.</summary>
    public static void OpenStores(this WebApplication app)
    {
#pragma warning disable RS0030 // Nothing else is at work yet, and what follows needs the stores.
        OpenStoresAsync(app.Services, app.Services.GetRequiredService<ServerSettings>()).GetAwaiter().GetResult();
#pragma warning restore RS0030
    }

    private static async Task OpenStoresAsync(IServiceProvider services, ServerSettings settings)
    {
        var clock = services.GetRequiredService<TimeProvider>();
        if (settings.UsesDataFolder)
            services.GetRequiredService<DataFolderLock>();
        await StoreStart.RequireAsync(services.GetRequiredService<IMetadataStore>(), settings, clock, CancellationToken.None);
        await StoreStart.RequireAsync(services.GetRequiredService<IBlobStore>(), settings, clock, CancellationToken.None);
        await SchemaStep.RunAsync(services.GetRequiredService<StoreCollections>(), clock, CancellationToken.None);
        await services.GetRequiredService<ServerIdentity>().ReadAsync(CancellationToken.None);
    }

    public static void UseServer(this WebApplication app)
    {
        var settings = app.Services.GetRequiredService<ServerSettings>();
        var identity = app.Services.GetRequiredService<ServerIdentity>();
        app.Use(app.Services.GetRequiredService<RequestLog>().InvokeAsync);
        app.Use(async (context, next) =>
        {
            // When the answer starts: an error empties the headers that were set before.
            context.Response.OnStarting(() =>
            {
                context.Response.Headers.XContentTypeOptions = "nosniff";
                context.Response.Headers[WireHeaders.ServerId] = identity.Id;
                context.Response.Headers[WireHeaders.Accepts] = WireHeaders.AcceptsBatches;
                // RFC 7694: clients may compress what they send.
                context.Response.Headers.AcceptEncoding = "gzip, deflate, br";
                return Task.CompletedTask;
            });
            await next(context);
        });
        app.Use(HeadRequests.InvokeAsync);
        app.UseErrorBodies();
        if (settings.PathBase.Length > 0)
            app.UsePathBase(settings.PathBase);
        app.UseRoutingWithHead();
        app.UsePage();
        app.UseCors();
        app.Use(app.Services.GetRequiredService<SlowRefusals>().InvokeAsync);
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.Use(ScopeGuard.InvokeAsync);
        app.Use(app.Services.GetRequiredService<Idempotency>().InvokeAsync);
        app.Use(app.Services.GetRequiredService<LostAnswers>().InvokeAsync);
    }

    private static void AddStores(this IServiceCollection services, ServerSettings settings)
    {
        services.AddSingleton(_ => StoreStart.EnterDataFolder(settings));
        services.TryAddSingleton(_ => StoreStart.OpenMetadata(settings));
        services.TryAddSingleton(_ => StoreStart.OpenBlobs(settings));
        services.AddSingleton<StoreCollections>();
    }

    private static void AddFeatures(this IServiceCollection services)
    {
        services.AddSingleton<WorkGates>();
        services.AddSingleton<NodeAccess>();
        services.AddSingleton<NodeTree>();
        services.AddSingleton<ExperimentSigns>();
        services.AddSingleton<NodeDeletion>();
        services.AddSingleton<Projects>();
        services.AddSingleton<ProjectRemoval>();
        services.AddSingleton<ExperimentPurge>();
        services.AddSingleton<NodePurge>();
        services.AddSingleton<NodeRestoring>();
        services.AddSingleton<RecycleBin>();
        services.AddSingleton<FileReceiver>();
        services.AddSingleton<IFileReceiver>(made => made.GetRequiredService<FileReceiver>());
        services.AddSingleton<LogBook>();
        services.AddSingleton<LogSearch>();
        services.AddSingleton<MetricPoints>();
        services.AddSingleton<MetricListing>();
        services.AddSingleton<MetricChunks>();
        services.AddSingleton<SummaryBlobs>();
        services.AddSingleton<ChunkSummaries>();
        services.AddSingleton<MetricCurves>();
        services.AddSingleton<TailPacking>();
        services.AddSingleton<ChunkClosing>();
        services.AddSingleton<SeriesReader>();
        services.AddHostedService<ChunkClosingService>();
        services.AddSingleton<TrackEntries>();
        services.AddSingleton<LogIntake>();
        services.AddSingleton<MetricIntake>();
        services.AddSingleton<TrackIntake>();
        services.AddSingleton<BatchIntake>();
        services.AddSingleton<RequestLog>();
        services.AddSingleton<SlowRefusals>();
        services.AddSingleton<KeptAnswers>();
        services.AddSingleton<Idempotency>();
        services.AddSingleton<LostAnswers>();
        services.AddHostedService<Housekeeping>();
        services.AddSingleton<BlobSweep>();
        services.AddHostedService<BlobSweepService>();
        services.AddSingleton<WholeCheck>();
        services.AddSingleton<FileContent>();
        services.AddSingleton<ExperimentListing>();
        services.AddSingleton<ExperimentScopes>();
        services.AddSingleton<QueryResolvers>();
        services.AddSingleton<ISchema>(s => GraphQlSchema.Build(s.GetRequiredService<QueryResolvers>()));
        services.AddSingleton<IDocumentExecuter, DocumentExecuter>();
    }

    /// <summary>The experiments of this server as <see cref="MlDash.Storage.IExperimentReader"/>, and the page over them.</summary>
    private static void AddReading(this IServiceCollection services)
    {
        services.AddSingleton<ExperimentReading>();
        services.AddSingleton<LogReading>();
        services.AddSingleton<MetricReading>();
        services.AddSingleton<ColumnReading>();
        services.AddSingleton<TrackReading>();
        services.AddSingleton<FileReading>();
        services.AddSingleton<FactsReading>();
        services.AddSingleton<RunTables>();
        services.AddSingleton<DocumentReaders>();
        services.AddSingleton<PageRouters>();
    }

    private static void AddIdentity(this IServiceCollection services, ServerSettings settings)
    {
        services.AddSingleton<ServerIdentity>();
        services.AddSingleton<Tokens>();
        services.AddSingleton<Users>();
        services.AddSingleton<NamespaceAccess>();
        services.AddSingleton<DeviceLogins>();
        // The core only: the full package would keep encryption keys on this machine, and nothing here needs any.
        services.AddWebEncoders();
        services.AddAuthenticationCore(options =>
        {
            options.DefaultScheme = BearerAuthentication.SchemeName;
            options.AddScheme<BearerAuthentication>(BearerAuthentication.SchemeName, displayName: null);
            options.AddScheme<SessionAuthentication>(SessionAuthentication.SchemeName, displayName: null);
        });
        services.Configure<AuthenticationSchemeOptions>(
            BearerAuthentication.SchemeName, options => options.ForwardDefaultSelector = SessionAuthentication.SchemeOf);
        services.AddSingleton<PageSessions>();
        services.AddSingleton<SessionCookies>();
        services.AddProvider(settings);
        // Every endpoint needs a user, unless it says otherwise.
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
    }
}
