using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MlDash.Dashboard.Questions;
using MlDash.Dashboard.Routing;

namespace MlDash.Dashboard.Reporting;

/// <summary>Asks the router that answers every other host, and puts what it answers into the report.</summary>
/// <param name="router">What answers.</param>
/// <param name="answers">The answers of the report.</param>
/// <param name="notes">What it does not hold.</param>
/// <param name="cancellationToken">Ends it.</param>
internal sealed class ReportRecorder(DashboardRouter router, ReportAnswers answers, ReportNotes notes, CancellationToken cancellationToken)
{
    /// <summary>What the report does not hold.</summary>
    public ReportNotes Notes => notes;

    /// <summary>Whether there was no room for an answer, so that nothing more needs to be asked.</summary>
    public bool IsFull => answers.IsFull;

    /// <summary>The key of a question, which the page makes in the same way: its fields in the order of their names, a line each.</summary>
    public static string KeyOf(int source, string question, params IEnumerable<(string Name, string Value)> fields) =>
        string.Join('\n', fields.OrderBy(field => field.Name, StringComparer.Ordinal).Select(field => $"{field.Name}={field.Value}")
            .Prepend($"{source} {question}"));

    /// <summary>Records the answer to a question.</summary>
    /// <param name="source">The source that is asked.</param>
    /// <param name="question">Its name.</param>
    /// <param name="type">What its answer is.</param>
    /// <param name="fields">Its fields, which are its key, too.</param>
    /// <returns>The answer; null when there is none, or no room for it.</returns>
    public async Task<T?> RecordAsync<T>(int source, string question, JsonTypeInfo<T> type, params (string Name, string Value)[] fields)
        where T : class => await RecordAsync(source, question, type, fields, []).ConfigureAwait(false);

    /// <summary>Records the answer to a question under a key without some of its fields.</summary>
    /// <param name="source">The source that is asked.</param>
    /// <param name="question">Its name.</param>
    /// <param name="type">What its answer is.</param>
    /// <param name="fields">The fields that are its key.</param>
    /// <param name="others">The fields that are the same for all such questions of a report.</param>
    /// <returns>The answer; null when there is none, or no room for it.</returns>
    public async Task<T?> RecordAsync<T>(
        int source, string question, JsonTypeInfo<T> type, (string Name, string Value)[] fields, (string Name, string Value)[] others)
        where T : class =>
        await AskAsync(source, question, [.. fields, .. others]).ConfigureAwait(false) is { } body
            && await AddAsync(KeyOf(source, question, fields), body).ConfigureAwait(false)
            ? JsonSerializer.Deserialize(body.Span, type) : null;

    /// <summary>Records what the page begins with.</summary>
    public async Task RecordSourcesAsync()
    {
        if (await AskAsync(0, "sources").ConfigureAwait(false) is { } body)
            await AddAsync(KeyOf(0, "sources"), body, isNeeded: true).ConfigureAwait(false);
    }

    /// <summary>The answer to a question; null when there is none, which is noted.</summary>
    public async Task<ReadOnlyMemory<byte>?> AskAsync(int source, string question, params IEnumerable<(string Name, string Value)> fields)
    {
        var answer = await router.AnswerAsync(RequestOf(source, question, fields), cancellationToken).ConfigureAwait(false);
        if (answer.Status == 200)
            return answer.Body;
        Refused(answer);
        return null;
    }

    /// <summary>Records a file as the router sends it.</summary>
    /// <returns>Whether it was added.</returns>
    public async Task<bool> RecordFileAsync(int source, string question, params (string Name, string Value)[] fields)
    {
        var answer = await router.AnswerAsync(RequestOf(source, question, fields), cancellationToken).ConfigureAwait(false);
        await using var stream = answer.Stream;
        if (answer.Status != 200 || stream is null)
        {
            Refused(answer);
            return false;
        }

        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, cancellationToken).ConfigureAwait(false);
        var file = new ReportBytes(answer.ContentType ?? RecordedType.Bytes, bytes.ToArray());
        var json = JsonSerializer.SerializeToUtf8Bytes(file, ReportJson.Default.ReportBytes);
        return await AddAsync(KeyOf(source, question, fields), json).ConfigureAwait(false);
    }

    /// <summary>Adds an answer.</summary>
    /// <returns>Whether there was room for it.</returns>
    public Task<bool> AddAsync(string key, ReadOnlyMemory<byte> json, bool isNeeded = false) => answers.AddAsync(key, json, isNeeded, cancellationToken);

    /// <summary>Where an answer is.</summary>
    public int PlaceOf(string key) => answers.Places[key];

    private void Refused(DashboardAnswer answer) =>
        notes.Fault(JsonSerializer.Deserialize(answer.Body.Span, DashboardJson.Default.ErrorAnswer)?.Error ?? $"A question had the answer {answer.Status}.");

    private static DashboardRequest RequestOf(int source, string question, IEnumerable<(string Name, string Value)> fields)
    {
        var query = fields.Append(("source", $"{source}")).Select(field => $"{Uri.EscapeDataString(field.Item1)}={Uri.EscapeDataString(field.Item2)}");
        return new("GET", DashboardRouter.Questions + question, string.Join('&', query), IfNoneMatch: null);
    }
}
