using System.Collections;
using System.Runtime.CompilerServices;
using MlDash.Experiments;
using MlDash.Storage;

namespace MlDash.Judging;

/// <summary>Which runs a subject is compared with: completed ones, the newest by their start, and never the subject itself.</summary>
public sealed record BaselineQuery
{
    /// <summary>The member of the metadata that says what the CI system said.</summary>
    private const string BuildMember = ContextMetadata.Prefix + "ci";

    /// <summary>How many runs are taken when nothing else is said.</summary>
    public const int UsualRuns = 20;

    /// <summary>The most runs that are looked at for a branch, which no index knows.</summary>
    public const int MostLookedAt = 10_000;

    /// <summary>Which experiments; order, number and status are decided here.</summary>
    public ExperimentQuery Experiments { get; init; } = new();

    /// <summary>The branch of the build that recorded them, as the CI system said; null: any.</summary>
    public string? Branch { get; init; }

    /// <summary>How many are taken.</summary>
    public int Last { get; init; } = UsualRuns;

    /// <summary>The runs, the newest first.</summary>
    /// <param name="reader">Where to look.</param>
    /// <param name="isSubject">Whether an experiment is what is compared.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<ExperimentRecord> FindAsync(
        IExperimentReader reader, Func<ExperimentRecord, bool> isSubject, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = Experiments with { Statuses = [ExperimentStatus.Completed], Order = ExperimentOrder.Newest, First = MostLookedAt };
        var taken = 0;
        await foreach (var record in reader.FindAsync(query, cancellationToken).ConfigureAwait(false))
        {
            if (taken == Last)
                yield break;
            if (isSubject(record) || (Branch is not null && !Branch.Equals(BranchOf(record), StringComparison.Ordinal)))
                continue;
            taken++;
            yield return record;
        }
    }

    /// <summary>
    /// Whether two records are of one run: by id or place, and where one is the copy of the other on a server, whose id and owner differ, by name and start.
    /// </summary>
    public static bool IsSame(ExperimentRecord one, ExperimentRecord other) =>
        (one.Id is not null && one.Id == other.Id) || (one.StartedAt is { } start && start == other.StartedAt && EndsIn(one.Path.Value, other.Path.Value));

    private static bool EndsIn(string one, string other) =>
        one == other || one.EndsWith('/' + other, StringComparison.Ordinal) || other.EndsWith('/' + one, StringComparison.Ordinal);

    private static string? BranchOf(ExperimentRecord record) => (record.Metadata?[BuildMember] as IDictionary)?["branch"] as string;
}
