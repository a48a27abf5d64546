using System.Collections;
using System.Text.Json;
using MlDash.Experiments;

namespace MlDash.Dashboard.Questions;

/// <summary>An experiment with its parameters.</summary>
/// <param name="Path">Its path.</param>
public sealed record RunDetailQuestion(ExperimentPath Path)
{
    /// <summary>Asks it.</summary>
    /// <exception cref="ExperimentException"><c>ExperimentNotFound</c>.</exception>
    public async Task<RunDetailAnswer> AskAsync(DashboardSource source, CancellationToken cancellationToken)
    {
        var run = await source.RequireAsync(Path, cancellationToken).ConfigureAwait(false);
        var parameters = await source.Reader.ReadParametersAsync(Path, cancellationToken).ConfigureAwait(false);
        return new(
            run.Path.Value, run.Name, run.Project, run.Status.ToString().ToLowerInvariant(), run.Description, run.Error, run.Tags, run.Bindrs,
            Times.Milliseconds(run.CreatedAt), Times.Milliseconds(run.StartedAt), Times.Milliseconds(run.EndedAt), run.WriteProtected,
            [.. parameters.Cast<DictionaryEntry>().Select(entry => new NamedValue((string)entry.Key, RecordedValue.Of(entry.Value)))],
            run.Metadata is { } metadata ? RecordedValue.Of(metadata) : null,
            RunVersion.Of(RunVersion.OfDetails(run), RunFacts.Kept(parameters)));
    }
}

/// <summary>An experiment with its parameters. Times are in milliseconds since 1970 (UTC).</summary>
/// <param name="Path">Its path.</param>
/// <param name="Name">Its name.</param>
/// <param name="Project">Its project.</param>
/// <param name="Status">How far it is, in small letters.</param>
/// <param name="Description">What a user wrote about it.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="Tags">Its tags.</param>
/// <param name="Bindrs">What it is bound to.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="StartedAt">The latest start.</param>
/// <param name="EndedAt">The latest end.</param>
/// <param name="WriteProtected">Whether it takes no changes.</param>
/// <param name="Parameters">All parameters, flat, in their order.</param>
/// <param name="Metadata">Values under names, or null.</param>
/// <param name="Version">Another one whenever details or parameters are; a change names the one that it was made for.</param>
public sealed record RunDetailAnswer(
    string Path, string Name, string? Project, string Status, string? Description, string? Error, IReadOnlyList<string> Tags, IReadOnlyList<string> Bindrs,
    long? CreatedAt, long? StartedAt, long? EndedAt, bool WriteProtected, IReadOnlyList<NamedValue> Parameters, JsonElement? Metadata,
    string Version);

/// <summary>A value under a name.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">Any value of JSON.</param>
public sealed record NamedValue(string Name, JsonElement Value);
