using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using MlDash.Comparing;
using MlDash.Filtering;
using MlDash.Protocol;
using MlDash.Server.Documents;
using MlDash.Server.Http;
using MlDash.Server.Identity;
using MlDash.Server.Nodes;

namespace MlDash.Server.Reading;

/// <summary>Tables of experiments, a page at a time: those of a namespace, and those of all that the caller may read.</summary>
internal static class RunEndpoint
{
    private const int UsualPage = 100;

    public static void MapRuns(this IEndpointRouteBuilder api)
    {
        api.MapGet(Routes.RunsTemplate, OfNamespaceAsync).WithTags("Runs").Produces<RunTableWire>()
            .RequireNamespace(Role.Viewer, ofProjects: true);
        api.MapGet(Routes.AllRunsTemplate, OfAllAsync).WithTags("Runs").Produces<RunTableWire>();
    }

    /// <summary>A page of the experiments of a namespace, or of a project in it.</summary>
    private static async Task<IResult> OfNamespaceAsync(
        Target<NamespaceDocument> target, Caller caller, HttpContext context, RunTables tables, NamespaceAccess namespaces, NodeAccess nodes,
        TimeProvider clock, [AsParameters] RunPage page, CancellationToken cancellationToken, [FromQuery] string? project = null) =>
        await AnswerAsync(string.IsNullOrEmpty(project)
            ? await ReadableRuns.OfAsync(target.Found, caller, namespaces, tables, cancellationToken)
            : tables.Of(
                (await nodes.FindProjectAsync(target.Found.Slug, project, caller, cancellationToken) ?? throw ApiException.NotFound("such project")).Id),
            page, context, tables, clock, cancellationToken);

    /// <summary>A page of the experiments of all namespaces that the caller may read.</summary>
    private static async Task<IResult> OfAllAsync(
        Caller caller, HttpContext context, RunTables tables, NamespaceAccess namespaces, TimeProvider clock,
        [AsParameters] RunPage page, CancellationToken cancellationToken) =>
        await AnswerAsync(
            await ReadableRuns.OfAsync(caller, namespaces, tables, cancellationToken), page, context, tables, clock, cancellationToken);

    private static async Task<IResult> AnswerAsync(
        IRunTable table, RunPage asked, HttpContext context, RunTables tables, TimeProvider clock, CancellationToken cancellationToken)
    {
        var first = asked.First ?? UsualPage;
        if (first is < 1 or > WireLimits.ObjectsAPage)
            throw ApiException.Malformed(string.Create(CultureInfo.InvariantCulture,
                $"'first' must be a whole number from 1 to {WireLimits.ObjectsAPage}; found '{first}'."));
        if (asked.Column?.Length > WireLimits.RunColumns)
            throw ApiException.Malformed($"{asked.Column.Length} columns are named; {WireLimits.RunColumns} is the most. Ask in several requests.");
        if (asked.MaxAge is not (null or (>= 0 and <= WireLimits.RunTableAge)))
            throw ApiException.Malformed(string.Create(CultureInfo.InvariantCulture,
                $"'maxAge' must be a number of seconds from 0 to {WireLimits.RunTableAge}; found '{context.Request.Query["maxAge"]}'."));
        try
        {
            var columns = Array.ConvertAll(asked.Column ?? [], RunColumn.Parse);
            var query = new RunTableQuery
            {
                Sort = string.IsNullOrEmpty(asked.Sort) ? null : RunColumn.Parse(asked.Sort),
                Descending = Query.OneOf(context.Request.Query, "order", "asc", "desc") == "desc",
                First = first,
                After = string.IsNullOrEmpty(asked.After) ? null : asked.After,
                Where = string.IsNullOrWhiteSpace(asked.Filter) ? null : RunFilter.Parse(asked.Filter, clock).Holds,
                MaxAge = asked.MaxAge is { } age ? TimeSpan.FromSeconds(age) : null,
            };
            var page = await table.ReadAsync(query, cancellationToken);
            return IsKnown(context, tables, page) ? Results.StatusCode(StatusCodes.Status304NotModified) : Wire.Ok(RunShapes.ToWire(page, columns));
        }
        catch (ConfigurationException wrong)
        {
            throw ApiException.Malformed(wrong.Message);
        }
    }

    /// <summary>Whether the client has this page of this version of the table; says which version it is.</summary>
    private static bool IsKnown(HttpContext context, RunTables tables, RunTablePage page)
    {
        // An address is one page in one order. How NaN is written depends on who asks.
        var tag = string.Create(CultureInfo.InvariantCulture, $"\"{tables.Id}.{page.Version}.{(Wire.WantsNull(context.Request) ? 'n' : 't')}\"");
        context.Response.Headers.ETag = tag;
        return context.Request.Headers.IfNoneMatch.ToString() == tag;
    }

    /// <summary>Which page of a table.</summary>
    internal sealed class RunPage
    {
        /// <summary>The column to sort by; absent: the latest start, the newest first.</summary>
        [FromQuery]
        public string? Sort { get; init; }

        /// <summary><c>asc</c> or <c>desc</c>.</summary>
        [FromQuery]
        public string? Order { get; init; }

        /// <summary>The most experiments of the page; absent: 100.</summary>
        [FromQuery]
        public int? First { get; init; }

        /// <summary>The end cursor of the page before, in the same order.</summary>
        [FromQuery]
        public string? After { get; init; }

        /// <summary>The columns to answer; absent: all parameters and metrics.</summary>
        [FromQuery]
        public string[]? Column { get; init; }

        /// <summary>How old the answer may be, in seconds.</summary>
        [FromQuery]
        public double? MaxAge { get; init; }

        /// <summary>Which experiments.</summary>
        [FromQuery]
        public string? Filter { get; init; }
    }
}
