using MlDash.Cmdlets.Waiting;
using MlDash.Storage.Checking;

namespace MlDash.Cmdlets.Base;

/// <summary>Writes what checks find as they find it, repairs it when asked to, and says at the end whether all is well.</summary>
/// <param name="command">The command.</param>
/// <param name="progress">Its bar.</param>
/// <param name="isQuiet">Whether only the outcome is written.</param>
/// <param name="mayRepair">Asks whether a finding may be repaired, by its file and what would be done; null: nothing is repaired.</param>
internal sealed class FindingOutput(MlDashCommand command, CheckProgress progress, bool isQuiet, Func<string, string, bool>? mayRepair)
{
    private const int MostNamed = 3;

    private readonly List<string> _named = [];
    private long _errors;
    private long _warnings;
    private long _experiments;
    private long _files;
    private long _bytes;

    /// <summary>Writes the findings of a check.</summary>
    public void Write(IAsyncEnumerable<StoreFinding> findings, StoreCheckCounts counts)
    {
        var (experiments, files, bytes) = (counts.Experiments, counts.Files, counts.Bytes);
        progress.Start(counts);
        var next = findings.GetAsyncEnumerator(command.Stopped);
        try
        {
            while (progress.Show(Task.Run(() => next.MoveNextAsync().AsTask(), command.Stopped)))
                Write(next.Current);
        }
        finally
        {
            AsyncBridge.Await(next.DisposeAsync().AsTask());
        }

        _experiments += counts.Experiments - experiments;
        _files += counts.Files - files;
        _bytes += counts.Bytes - bytes;
    }

    /// <summary>Writes the outcome: with damage that is still there, the command has failed.</summary>
    public void End()
    {
        command.WriteVerbose(
            $"Checked {_experiments:N0} experiments, {_files:N0} files, {_bytes:N0} bytes: {_errors:N0} errors and {_warnings:N0} warnings that are not repaired.");
        if (isQuiet)
            command.WriteObject(_errors + _warnings == 0);
        else if (_errors > 0)
            command.WriteError(ErrorRecords.Of(new StorageException(
                "DamageFound",
                $"{(_errors == 1 ? "A finding is an error" : $"{_errors} findings are errors")}. {string.Join(" ", _named)}{(_errors > MostNamed ? " …" : string.Empty)}",
                "The findings say what is damaged. Those with a Repair are repaired with -Repair; restore the others from a copy.")
            { Category = FaultCategory.InvalidData, Target = _named[0] }));
    }

    private void Write(StoreFinding finding)
    {
        if (finding.Repair is { } repair && mayRepair?.Invoke(finding.Item, repair) == true)
            finding = Repair(finding);
        if (!finding.Repaired && finding.Severity == FindingSeverity.Error)
        {
            _errors++;
            if (_named.Count < MostNamed)
                _named.Add($"{finding.Item}: {finding.Message}");
        }
        else if (!finding.Repaired && finding.Severity == FindingSeverity.Warning)
        {
            _warnings++;
        }

        if (!isQuiet)
            command.WriteObject(finding);
    }

    private StoreFinding Repair(StoreFinding finding)
    {
        try
        {
            return StoreCheck.Repair(finding);
        }
        catch (MlDashException fault)
        {
            command.WriteError(ErrorRecords.Of(fault));
            return finding;
        }
    }
}
