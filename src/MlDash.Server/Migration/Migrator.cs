using MlDash.Server.Diagnostics;

namespace MlDash.Server.Migration;

/// <summary>All moves together: first every target is looked through, then all is copied, then all is compared.</summary>
internal static class Migrator
{
    /// <summary>Moves everything, and says on the output what it does.</summary>
    /// <returns>What is not the same on both sides in the end.</returns>
    /// <exception cref="MigrationRefusedException">A target holds something that the source does not; nothing was written.</exception>
    public static async Task<Differences> RunAsync(IReadOnlyList<IMove> moves, TextWriter output, CancellationToken cancellationToken)
    {
        foreach (var move in moves)
        {
            await move.CheckAsync(cancellationToken);
            CrashPoint.Pass("migrate.checked");
        }
        using var progress = new Progress(output);
        foreach (var move in moves)
        {
            await move.CopyAsync(progress, cancellationToken);
            CrashPoint.Pass("migrate.copied");
        }
        var differences = new Differences();
        foreach (var move in moves)
        {
            var before = differences.Count;
            var held = await move.VerifyAsync(differences, progress, cancellationToken);
            output.WriteLine($"{move.Name,-12} {held}{(differences.Count == before ? ", the same" : "")}");
            CrashPoint.Pass("migrate.compared");
        }
        return differences;
    }
}
