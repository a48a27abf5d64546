using System.Globalization;
using System.IO.Hashing;
using System.Text;
using MlDash.Experiments;

namespace MlDash.Ci;

/// <summary>
/// The path of a run that is recorded in a CI system and is given none: repository, workflow, job and run. The same attempt of the same job comes to the same
/// path, however often it starts an experiment; another attempt is a run of its own.
/// </summary>
public static class CIPrefix
{
    /// <summary>Letters of a segment; a disk takes 255 bytes, and a whole path has its limits, too.</summary>
    private const int LongestSegment = 80;

    /// <summary>The project: the repository with its owner, as one name.</summary>
    public static string Project(CIContext context) => Segment(RepositoryName(context.Repository)) ?? Segment(context.System)!;

    /// <summary>The path inside the project.</summary>
    /// <param name="context">The job.</param>
    /// <param name="key">What tells jobs of a matrix apart, which look the same to the system; null for none.</param>
    public static string InProject(CIContext context, string? key)
    {
        var system = CISystems.Named(context.System);
        var job = context.Job == context.JobId ? null : context.Job;
        return string.Join('/', new[]
        {
            Segment(system.NamesWorkflow ? context.Workflow : null), Segment(job), KeySegment(key), Segment(Run(context, system)),
        }.OfType<string>());
    }

    /// <summary>A key as one segment. Where that takes another spelling, a checksum tells it from keys with the same spelling.</summary>
    private static string? KeySegment(string? key)
    {
        var segment = Segment(key);
        return string.IsNullOrEmpty(key) || segment == key ? segment
            : $"{segment ?? "key"}-{XxHash32.HashToUInt32(Encoding.UTF8.GetBytes(key)):x8}";
    }

    private static string Run(CIContext context, CISystem system)
    {
        var parts = system.Key.Select(field => field switch
        {
            CIField.RunId => context.RunId,
            CIField.JobId => context.JobId,
            _ => context.ParallelIndex?.ToString(CultureInfo.InvariantCulture),
        }).OfType<string>().Select(part => part.Trim('{', '}')).ToList();
        // A system that keeps silent about its ids has a number at least.
        if (parts.Count == 0)
            parts.Add(context.BuildNumber ?? "run");
        if (context.Attempt is { } attempt && attempt > system.FirstAttempt)
            parts.Add(attempt.ToString(CultureInfo.InvariantCulture));
        return string.Join('-', parts);
    }

    /// <summary>The path of a repository without host and ending.</summary>
    private static string? RepositoryName(string? repository)
    {
        if (repository is null)
            return null;
        var scheme = repository.IndexOf("://", StringComparison.Ordinal);
        var path = scheme >= 0 ? repository[(scheme + 3)..] is var rest && rest.Contains('/', StringComparison.Ordinal) ? rest[rest.IndexOf('/')..] : rest
            : repository[(repository.IndexOf(':') + 1)..];
        path = path.Trim('/');
        return path.EndsWith(".git", StringComparison.OrdinalIgnoreCase) ? path[..^4] : path;
    }

    /// <summary>A text as one segment: what a path must not hold becomes a hyphen. Null when nothing is left.</summary>
    private static string? Segment(string? text)
    {
        if (text is null)
            return null;
        var segment = new StringBuilder();
        foreach (var letter in text.EnumerateRunes())
        {
            if (segment.Length >= LongestSegment)
                break;
            segment.Append(letter == Rune.ReplacementChar || Rune.IsControl(letter) || letter.Value is '/' or '{' or '}' || PathRules.IsRefused(letter)
                ? "-"
                : letter.ToString());
        }

        var name = segment.ToString().Trim('-', ' ').TrimEnd('.', ' ');
        return name is "" ? null : PathRules.IsDevice(name) || PathRules.IsOfFormat(name) ? "_" + name : name;
    }
}
