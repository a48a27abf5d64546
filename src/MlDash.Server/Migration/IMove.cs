namespace MlDash.Server.Migration;

/// <summary>
/// One sort of data on its way from a source, which is only read, to a target. What has arrived is what the target holds: there is no record of the
/// progress that could be wrong, and an interrupted move continues when it is started again.
/// </summary>
internal interface IMove
{
    /// <summary>What is moved, in the words of the report.</summary>
    string Name { get; }

    /// <summary>Looks through the target, and writes nothing.</summary>
    /// <exception cref="MigrationRefusedException">It holds something that the source does not.</exception>
    Task CheckAsync(CancellationToken cancellationToken);

    /// <summary>Adds what the target lacks; what it holds stays as it is.</summary>
    Task CopyAsync(Progress progress, CancellationToken cancellationToken);

    /// <summary>Reads both back and compares them. Answers how much there is, for the report.</summary>
    Task<string> VerifyAsync(Differences differences, Progress progress, CancellationToken cancellationToken);
}

/// <summary>A migration that is not started, or not continued.</summary>
internal sealed class MigrationRefusedException(string message) : Exception(message);
