using GraphQL;
using MlDash.Protocol;
using MlDash.Server.Http;
using MlDash.Server.Search;

namespace MlDash.Server.GraphQl;

/// <summary>The arguments of the two lists of experiments, as a query.</summary>
internal static class ExperimentFilters
{
    private const int MostOfOneKind = 100;

    /// <summary>The arguments that make the server look at what it does not answer.</summary>
    public static IReadOnlyList<string> Searching { get; } = ["names", "tags", "startedSince"];

    public static ExperimentSelection Of(IResolveFieldContext context, IReadOnlyList<string> scopes)
    {
        var query = new ExperimentSelection
        {
            Scopes = scopes,
            Names = [.. Texts(context, "names").Select(name => Glob.ForNames(name, ignoreCase: true))],
            Statuses = StatusesOf(context),
            Tags = Texts(context, "tags"),
            StartedSince = Time(context, "startedSince"),
            ByStart = context.GetArgument<string>("sort") == "STARTED",
        };
        return context.GetArgument<string?>("after") is { Length: > 0 } cursor ? query with { After = query.PlaceOf(cursor) } : query;
    }

    // The older argument is one more of them.
    private static string[] StatusesOf(IResolveFieldContext context)
    {
        var statuses = Texts(context, "statuses").ToHashSet(StringComparer.Ordinal);
        if (context.HasArgument("status") && context.GetArgument<string?>("status") is { } status)
            statuses.Add(status);
        return [.. statuses];
    }

    /// <summary>The texts of a list; none when it is absent.</summary>
    /// <exception cref="ApiException">400: there are too many.</exception>
    public static IReadOnlyList<string> Texts(IResolveFieldContext context, string name)
    {
        var texts = context.GetArgument<string[]?>(name) ?? [];
        return texts.Length <= MostOfOneKind ? texts : throw ApiException.Malformed($"'{name}' has {texts.Length} elements; {MostOfOneKind} is the most.");
    }

    private static string? Time(IResolveFieldContext context, string name) => context.GetArgument<string?>(name) switch
    {
        null or "" => null,
        var text when IsoTime.TryParse(text, out var time) => IsoTime.Format(time),
        var text => throw ApiException.Malformed($"'{name}' is an ISO-8601 time; found '{text}'."),
    };
}
