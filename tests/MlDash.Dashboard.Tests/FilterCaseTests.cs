using System.Collections.Specialized;
using System.Text.Json;
using MlDash.Experiments;
using MlDash.Filtering;
using MlDash.Series;
using Microsoft.Extensions.Time.Testing;

namespace MlDash.Dashboard.Tests;

/// <summary>The cases that the page of a report is asked, too, which reads filters by itself.</summary>
public sealed class FilterCaseTests
{
    private static readonly JsonElement _file = JsonDocument.Parse(File.ReadAllText(Path.Combine(PageTests.Repository, "tests/data/filters.json"))).RootElement;
    private static readonly DateTimeOffset _now = _file.GetProperty("now").GetDateTimeOffset();

    [Fact]
    public void Core_finds_what_a_report_finds()
    {
        RunFacts[] runs = [.. _file.GetProperty("runs").EnumerateArray().Select(Run)];
        foreach (var one in _file.GetProperty("cases").EnumerateArray().Where(one => one.TryGetProperty("finds", out _)))
        {
            var filter = RunFilter.Parse(one.GetProperty("filter").GetString()!, new FakeTimeProvider(_now));
            var found = string.Join(", ", runs.Where(filter.Holds).Select(run => run.Experiment.Path.Value));
            Assert.Equal($"{filter}: {string.Join(", ", one.GetProperty("finds").EnumerateArray())}", $"{filter}: {found}");
        }
    }

    [Fact]
    public void Core_names_the_place_of_a_mistake_that_a_report_names()
    {
        foreach (var one in _file.GetProperty("cases").EnumerateArray().Where(one => one.TryGetProperty("wrongAt", out _)))
        {
            var fault = Assert.Throws<ConfigurationException>(() => RunFilter.Parse(one.GetProperty("filter").GetString()!));
            Assert.StartsWith($"The filter is wrong at character {one.GetProperty("wrongAt")}:", fault.Message, StringComparison.Ordinal);
        }
    }

    private static RunFacts Run(JsonElement run)
    {
        var parameters = new OrderedDictionary();
        foreach (var one in run.GetProperty("params").EnumerateObject())
        {
            parameters[one.Name] = one.Value.ValueKind switch
            {
                JsonValueKind.Number => one.Value.GetDouble(),
                JsonValueKind.True or JsonValueKind.False => one.Value.GetBoolean(),
                _ => one.Value.GetString(),
            };
        }

        var path = ExperimentPath.Recorded(run.GetProperty("path").GetString()!);
        return new()
        {
            Experiment = new()
            {
                Path = path,
                Name = path.Name,
                Status = Enum.Parse<ExperimentStatus>(run.GetProperty("status").GetString()!),
                Tags = [.. run.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()!)],
                StartedAt = _now.AddHours(-run.GetProperty("startedHoursAgo").GetDouble()),
            },
            Parameters = parameters,
            Metrics = new Dictionary<string, MetricFacts>(),
        };
    }
}
