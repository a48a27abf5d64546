using System.Text;
using MlDash.Client;
using MlDash.Comparing;
using MlDash.Experiments;
using MlDash.Json;
using MlDash.Protocol;

namespace MlDash.Server.Reading;

/// <summary>Pages of tables as they are answered.</summary>
internal static class RunShapes
{
    /// <summary>A page.</summary>
    /// <param name="page">The page.</param>
    /// <param name="columns">The columns that were asked for; none: all that is known.</param>
    public static RunTableWire ToWire(RunTablePage page, IReadOnlyList<RunColumn> columns) =>
        new([.. page.Runs.Select(run => ToWire(run, columns))], page.Total, page.HasMore, page.EndCursor);

    private static RunWire ToWire(RunFacts run, IReadOnlyList<RunColumn> columns)
    {
        var experiment = run.Experiment;
        return new()
        {
            Id = experiment.Id!,
            Name = experiment.Name,
            NamespaceSlug = experiment.Path.Segments[0],
            ProjectSlug = experiment.Project!,
            DisplayPath = RemotePath.Whole(experiment.Path, null).Inner,
            Description = experiment.Description,
            Tags = experiment.Tags,
            Bindrs = experiment.Bindrs,
            Status = experiment.Status.ToWire(),
            Error = experiment.Error,
            WriteProtected = experiment.WriteProtected,
            StartedAt = TextOf(experiment.StartedAt),
            EndedAt = TextOf(experiment.EndedAt),
            CreatedAt = TextOf(experiment.CreatedAt),
            UpdatedAt = TextOf(experiment.UpdatedAt),
            Values = columns.Count == 0 ? null : [.. columns.Select(column => JsonOf(column.Of(run)))],
            Parameters = columns.Count > 0 ? null : RawJson.Parse(JsonText.Write(run.Parameters)),
            Metrics = columns.Count > 0 ? null : run.Metrics.ToDictionary(metric => metric.Key, metric => new MetricFactsWire(
                metric.Value.Points, metric.Value.Fields.ToDictionary(field => field.Name, field => new FieldFactsWire(
                    Finite(field.Last), Finite(field.Min), Finite(field.Max), field.Count, field.NonFinite)))),
        };
    }

    private static double? Finite(double number) => double.IsFinite(number) ? number : null;

    private static string? TextOf(DateTimeOffset? time) => time is { } moment ? IsoTime.Format(moment) : null;

    private static RawJson? JsonOf(object? value) => value switch
    {
        null => null,
        DateTimeOffset time => JsonOf(IsoTime.Format(time)),
        _ => RawJson.Parse(Encoding.UTF8.GetBytes(JsonText.Line(value))),
    };
}
