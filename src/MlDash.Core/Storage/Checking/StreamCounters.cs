using MlDash.Storage.Format;
using MlDash.Storage.Local;

namespace MlDash.Storage.Checking;

/// <summary>Compares what stands beside the lines of a stream with the lines: numbers, ranges and names. The lines decide.</summary>
/// <param name="scope">The experiment.</param>
/// <param name="data">The data file.</param>
/// <param name="document">What stands beside it.</param>
internal abstract class StreamCounters(CheckScope scope, string data, string document)
{
    /// <summary>The experiment.</summary>
    protected CheckScope Scope => scope;

    /// <summary>The data file.</summary>
    protected string Data => data;

    /// <summary>What stands beside it.</summary>
    protected string Document => document;

    /// <summary>Compares.</summary>
    /// <param name="run">What the lines say.</param>
    /// <param name="whole">Where the last whole line ends.</param>
    public IEnumerable<StoreFinding> Check(LineRun run, long whole)
    {
        var found = Compare(run).ToList();
        // A counter is written after its line: what is being recorded is behind by right.
        return found.Count == 0 || scope.IsLive || scope.AreChanging(data, document) || LengthNow() > whole && LineEnd.Of(data).Offset > whole ? [] : found;
    }

    /// <summary>What does not agree.</summary>
    protected abstract IEnumerable<StoreFinding> Compare(LineRun run);

    /// <summary>Writes what the lines say.</summary>
    /// <returns>Where a damaged document is now.</returns>
    protected abstract string? Rebuild();

    /// <summary>A finding about the document, which the lines repair.</summary>
    protected StoreFinding Wrong(FindingSeverity severity, string kind, string message) =>
        scope.Mendable(scope.Find(severity, kind, document, message), "Write what the lines say", _ =>
        {
            ExperimentSeal.Forget(scope.Layout, document, scope.Clock);
            var moved = Rebuild();
            ExperimentSeal.RenewDocument(scope.Layout, document, scope.Clock);
            return moved;
        });

    /// <summary>A number that should be in a range: what is behind was left by a writer that was killed, what is ahead tells of lines that are gone.</summary>
    protected StoreFinding? Compare(string what, long? noted, long least, long most) => noted switch
    {
        null => Wrong(FindingSeverity.Warning, FindingKinds.CounterWrong, $"{what} is missing; the lines say {most}."),
        { } number when number < least => Wrong(FindingSeverity.Warning, FindingKinds.CounterWrong, $"{what} is {number}; the lines say {least}."),
        { } number when number > most => Wrong(FindingSeverity.Error, FindingKinds.CounterWrong, $"{what} is {number}; the lines say {most}."),
        _ => null,
    };

    private long LengthNow() => new FileInfo(data) is { Exists: true } file ? file.Length : 0;
}

/// <summary>The next number of a log, in <c>.log_sequence</c>.</summary>
internal sealed class LogCounters(CheckScope scope) : StreamCounters(scope, scope.Layout.Logs, scope.Layout.LogSequence)
{
    protected override IEnumerable<StoreFinding> Compare(LineRun run)
    {
        Scope.Counts.Add(0);
        var noted = LogSequence.Noted(Scope.Layout);
        if (run.Records > 0 || noted is not null)
        {
            if (Compare("The next number", noted, run.LastNumber + 1, run.LastNumber + 1) is { } wrong)
                yield return wrong;
        }
    }

    protected override string? Rebuild()
    {
        using var held = Scope.Lock(Scope.Layout.LogSequenceLock);
        using var file = LineReader.OpenFile(Data);
        if (file is not null)
            LogSequence.Write(Scope.Layout, LogLine.LastNumber(file, LineTail.WholeLength(file, RandomAccess.GetLength(file))) + 1);
        return null;
    }
}
