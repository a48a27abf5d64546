using System.Collections.Specialized;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using MlDash.Json;
using MlDash.Protocol;

namespace MlDash.Experiments;

/// <summary>
/// Versions of the details of an experiment: texts that are equal as long as nothing of it changes, wherever it is read. Whoever changes its details says
/// which version the change was made for, so that no change of another user is lost.
/// </summary>
internal static class RunVersion
{
    private const char Between = '-';

    /// <summary>The version of details and parameters.</summary>
    /// <param name="details">That of the details.</param>
    /// <param name="parameters">All parameters, as <see cref="RunFacts"/> keeps them.</param>
    public static string Of(string details, OrderedDictionary parameters) => details + Between + Hash(JsonText.Line(parameters));

    /// <summary>The version of the details alone.</summary>
    public static string OfDetails(ExperimentRecord run) => Hash(string.Join(
        '\0',
        [
            run.Id, run.Name, run.Status.Stored().ToString(), run.Description, run.Error, run.WriteProtected ? "1" : "0",
            Text(run.CreatedAt), Text(run.StartedAt), Text(run.EndedAt), string.Join('\u0001', run.Tags), string.Join('\u0001', run.Bindrs),
        ]));

    /// <summary>Refuses a change that was made for other details than there are now. Parameters may have come meanwhile.</summary>
    /// <param name="run">The experiment as it is now.</param>
    /// <param name="version">The version that the change was made for, with or without that of the parameters.</param>
    /// <exception cref="ExperimentException"><c>Stale</c>.</exception>
    public static void RefuseOther(ExperimentRecord run, string version)
    {
        if (version.Split(Between)[0] != OfDetails(run))
            throw ExperimentErrors.Stale(run.Path);
    }

    private static string? Text(DateTimeOffset? time) => time is { } at ? IsoTime.Format(at) : null;

    private static string Hash(string text) => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(text)).ToString("x16", CultureInfo.InvariantCulture);
}
