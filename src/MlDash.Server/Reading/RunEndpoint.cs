using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using MlDash.Comparing;
using MlDash.Filtering;
using MlDash.Protocol;
using MlDash.Server.Documents;
using MlDash.Server.Http;
using MlDash.Server.Identity;

namespace MlDash.Server.Reading;

/// <summary>The table of the experiments of a namespace, a page at a time.</summary>
internal static class RunEndpoint
{
    private const int UsualPage = 100;

    public static void MapRuns(this IEndpointRouteBuilder api) =>
        api.MapGet(Routes.RunsTemplate, ReadAsync).WithTags("Runs").Produces<RunTableWire>().RequireNamespace(Role.Viewer);

    /// <summary>A page of the experiments of a namespace, or of a project in it.</summary>
    private static async Task<IResult> ReadAsync(
        Target<NamespaceDocument> target, HttpContext context, RunTables tables, StoreCollections stores, TimeProvider clock,
        CancellationToken cancellationToken,
        [FromQuery] string? project = null, [FromQuery] string? sort = null, [FromQuery] string? order = null, [FromQuery] int first = UsualPage,
        [FromQuery] string? after = null, [FromQuery] string[]? column = null, [FromQuery] double? maxAge = null,
        [FromQuery] string? filter = null)
    {
        if (first is < 1 or > WireLimits.ObjectsAPage)
            throw ApiException.Malformed(string.Create(CultureInfo.InvariantCulture,
                $"'first' must be a whole number from 1 to {WireLimits.ObjectsAPage}; found '{first}'."));
        if (column?.Length > WireLimits.RunColumns)
            throw ApiException.Malformed($"{column.Length} columns are named; {WireLimits.RunColumns} is the most. Ask in several requests.");
        if (maxAge is not (null or (>= 0 and <= WireLimits.RunTableAge)))
            throw ApiException.Malformed(string.Create(CultureInfo.InvariantCulture,
                $"'maxAge' must be a number of seconds from 0 to {WireLimits.RunTableAge}; found '{context.Request.Query[nameof(maxAge)]}'."));
        try
        {
            var columns = Array.ConvertAll(column ?? [], RunColumn.Parse);
            var query = new RunTableQuery
            {
                Sort = string.IsNullOrEmpty(sort) ? null : RunColumn.Parse(sort),
                Descending = Query.OneOf(context.Request.Query, nameof(order), "asc", "desc") == "desc",
                First = first,
                After = string.IsNullOrEmpty(after) ? null : after,
                Where = string.IsNullOrWhiteSpace(filter) ? null : RunFilter.Parse(filter, clock).Holds,
                MaxAge = maxAge is { } age ? TimeSpan.FromSeconds(age) : null,
            };
            var page = await tables.ReadAsync(await ScopeAsync(target.Found, project, stores, cancellationToken), query, cancellationToken);
            return IsKnown(context, tables, page) ? Results.StatusCode(StatusCodes.Status304NotModified) : Wire.Ok(RunShapes.ToWire(page, columns));
        }
        catch (ConfigurationException wrong)
        {
            throw ApiException.Malformed(wrong.Message);
        }
    }

    private static async Task<string> ScopeAsync(NamespaceDocument space, string? project, StoreCollections stores, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(project))
            return space.Id;
        var found = await stores.Projects.GetByUniqueAsync(StoreCollections.ProjectUnique(space.Id, project), cancellationToken);
        return found?.Id ?? throw ApiException.NotFound("such project");
    }

    /// <summary>Whether the client has this page of this version of the table; says which version it is.</summary>
    private static bool IsKnown(HttpContext context, RunTables tables, RunTablePage page)
    {
        // An address is one page in one order. How NaN is written depends on who asks.
        var tag = string.Create(CultureInfo.InvariantCulture, $"\"{tables.Id}.{page.Version}.{(Wire.WantsNull(context.Request) ? 'n' : 't')}\"");
        context.Response.Headers.ETag = tag;
        return context.Request.Headers.IfNoneMatch.ToString() == tag;
    }
}
