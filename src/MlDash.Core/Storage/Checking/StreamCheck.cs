using MlDash.Records;
using MlDash.Storage.Format;
using MlDash.Storage.Local;

namespace MlDash.Storage.Checking;

/// <summary>Checks the log, a metric or a track: its lines, its checksums, what counts them, and the aids beside them.</summary>
internal sealed class StreamCheck(CheckScope scope, RecordKind kind, string data, string lockFile, StreamCounters counters)
{
    private readonly HashSet<int> _explained = [];
    private readonly LineRun _run = new(kind);

    /// <summary>Bytes that are sealed: behind them a broken line explains nothing.</summary>
    private readonly long _sealed = scope.Seal?.Streams.GetValueOrDefault(ExperimentSeal.KeyOf(scope.Layout, data))?.Length ?? 0;

    /// <summary>Checks it.</summary>
    public async IAsyncEnumerable<StoreFinding> RunAsync()
    {
        // First of all: a line that is cut or ended by a repair is so for all that follows.
        foreach (var finding in Torn())
            yield return finding;
        long whole;
        using (var lines = LineReader.Open(data, cancellationToken: scope.CancelToken))
        {
            if (lines is null)
                yield break;
            while (Next(lines, out var finding))
            {
                if (finding is not null)
                    yield return finding;
            }

            whole = lines.Offset;
        }

        scope.Counts.Add(whole);
        foreach (var finding in SealCheck.Stream(scope, data, _explained))
            yield return finding;
        foreach (var finding in counters.Check(_run, whole))
            yield return finding;
        if (AidCheck.Index(scope, kind, data) is { } index)
            yield return index;
        if (kind == RecordKind.Metric && await AidCheck.SummariesAsync(scope, data).ConfigureAwait(false) is { } summaries)
            yield return summaries;
    }

    private bool Next(LineReader lines, out StoreFinding? finding)
    {
        var begin = lines.Offset;
        finding = null;
        if (!lines.TryRead(out var line))
            return false;
        if (_run.Read(line) is not { } fault)
            return true;
        var end = lines.Offset;
        finding = scope.Find(fault.Severity, fault.Kind, data, fault.Message, _run.Lines);
        if (fault.Kind == FindingKinds.LineBroken)
        {
            for (var block = (int)(begin / SealedStream.Block); begin < _sealed && (long)block * SealedStream.Block < end; block++)
                _explained.Add(block);
            finding = scope.Mendable(finding, "Copy the line aside, and put blanks in its place", aside => Blank(aside, begin, end));
        }

        return true;
    }

    private IEnumerable<StoreFinding> Torn()
    {
        byte[] rest;
        long whole, number;
        using (var file = LineReader.OpenFile(data))
        {
            var length = file is null ? 0 : RandomAccess.GetLength(file);
            if (file is null || scope.IsLive || (whole = LineTail.WholeLength(file, length)) == length)
                yield break;
            rest = LineTail.Bytes(file, whole, length).ToArray();
            number = LineTail.CountLines(file, 0, whole) + 1;
        }

        if (scope.AreChanging(data))
            yield break;
        if (new LineRun(kind).Read(rest.ToArray()) is not { Kind: FindingKinds.LineBroken })
        {
            yield return scope.Mendable(
                scope.Find(FindingSeverity.Information, FindingKinds.LineTorn, data, "The last line is whole, but has no line feed.", number),
                "Add the line feed",
                _ => EndLine(null, whole));
        }
        else
        {
            yield return scope.Mendable(
                scope.Find(
                    FindingSeverity.Warning, FindingKinds.LineTorn, data, $"The last line is torn: {rest.Length} bytes without an end.", number),
                "Copy the part of the line aside, and cut it",
                aside => EndLine(aside, whole));
        }
    }

    /// <summary>
    /// Puts blanks in the place of a broken line. Where lines begin, and how many they are, stays as it is for all that has noted it: indexes, and what was
    /// sent to a server.
    /// </summary>
    private string? Blank(Aside aside, long begin, long end)
    {
        using var held = scope.Lock(lockFile);
        using var file = OpenToChange();
        var bytes = new byte[end - begin];
        // Another repair may have done it meanwhile.
        if (RandomAccess.Read(file, bytes, begin) < bytes.Length || bytes[^1] != (byte)'\n'
            || new LineRun(kind).Read(bytes.AsSpan(..^1)) is not { Kind: FindingKinds.LineBroken })
        {
            return null;
        }

        RandomAccess.Read(file, bytes, begin);
        var kept = aside.Keep(data, bytes.AsSpan(..^1));
        bytes.AsSpan(..^1).Fill((byte)' ');
        ExperimentSeal.ExpectBlanks(scope.Layout, data, begin, end - 1, scope.Clock);
        RandomAccess.Write(file, bytes, begin);
        return kept;
    }

    private string? EndLine(Aside? aside, long whole)
    {
        using var held = scope.Lock(lockFile);
        using var file = OpenToChange();
        var length = RandomAccess.GetLength(file);
        // Another writer may have done it meanwhile.
        if (LineTail.WholeLength(file, length) != whole || length == whole)
            return null;
        if (aside is null)
        {
            StoredLine.EndWhole(file, length);
            return null;
        }

        var kept = aside.Keep(data, LineTail.Bytes(file, whole, length));
        RandomAccess.SetLength(file, whole);
        return kept;
    }

    private Microsoft.Win32.SafeHandles.SafeFileHandle OpenToChange() =>
        File.OpenHandle(data, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
}
