using System.Collections.Concurrent;
using System.Management.Automation;
using MlDash.Cmdlets.Sessions;
using MlDash.Cmdlets.Waiting;
using MlDash.Errors;

namespace MlDash.Cmdlets.Base;

/// <summary>
/// What all commands share: errors of Core become error records here and nowhere else, asynchronous work is run to its end on the
/// pipeline's thread, and Ctrl-C cancels it.
/// </summary>
public abstract class MlDashCommand : PSCmdlet, IDisposable
{
    private CancellationTokenSource? _stopping;
    private Session? _session;
    private WorkProgress? _progress;

    /// <summary>Cancelled when the pipeline is stopped.</summary>
    protected CancellationToken CancelToken => (_stopping ??= NewStopping()).Token;

    /// <inheritdoc cref="CancelToken"/>
    internal CancellationToken Stopped => CancelToken;

    /// <summary>The open experiments of this runspace.</summary>
    internal Session Session => _session ??= Session.Here(SessionState);

    /// <summary>A progress bar that is removed when the command ends, however it ends.</summary>
    private protected T Watched<T>(T progress)
        where T : WorkProgress
    {
        _progress = progress;
        return progress;
    }

    /// <summary>Checks what does not depend on the input.</summary>
    protected virtual void Begin()
    {
    }

    /// <summary>Looks at the arguments before the input binds to the same parameters; for base classes.</summary>
    private protected virtual void Prepare()
    {
    }

    /// <summary>Handles one input object; base classes decide here how often <see cref="Process"/> runs for it.</summary>
    private protected virtual void ProcessInput() => Process();

    /// <summary>Handles one input object.</summary>
    protected virtual void Process()
    {
    }

    /// <summary>Does what needs all input.</summary>
    protected virtual void Finish()
    {
    }

    /// <inheritdoc />
    protected sealed override void BeginProcessing()
    {
        Prepare();
        Guard(Begin);
    }

    /// <inheritdoc />
    protected sealed override void ProcessRecord() => Guard(ProcessInput);

    /// <inheritdoc />
    protected sealed override void EndProcessing()
    {
        Guard(Finish);
        _progress?.Complete();
    }

    /// <inheritdoc />
    protected sealed override void StopProcessing()
    {
        _stopping?.Cancel();
    }

    /// <inheritdoc cref="AsyncBridge.Await{T}"/>
    protected static T Await<T>(Task<T> task) => AsyncBridge.Await(task);

    /// <inheritdoc cref="AsyncBridge.Await"/>
    protected static void Await(Task task) => AsyncBridge.Await(task);

    /// <inheritdoc cref="AsyncBridge.Pump"/>
    protected static IEnumerable<T> Pump<T>(IAsyncEnumerable<T> stream) => AsyncBridge.Pump(stream);

    /// <summary>Full path of a file of the file system that exists.</summary>
    /// <exception cref="StorageException"><c>SourceFileNotFound</c>.</exception>
    protected string ExistingFile(string path)
    {
        var full = FileSystemPath(path);
        return File.Exists(full) ? full : throw new StorageException("SourceFileNotFound", $"File '{full}' was not found.", "Check the path.")
        { Category = FaultCategory.ObjectNotFound, Target = path };
    }

    /// <summary>Full path of a literal path, which need not exist.</summary>
    /// <exception cref="ConfigurationException"><c>NotAFileSystemPath</c>.</exception>
    protected string FileSystemPath(string path) => Stores.FullPath(SessionState, path);

    /// <summary>Writes what this runspace has queued for an experiment that it knows under another object, so that it is read, too.</summary>
    private protected void WriteQueued(Experiment experiment)
    {
        if (Session.OpenAt(experiment.Root, experiment.Prefix) is { } open && !ReferenceEquals(open, experiment))
            Await(open.WriteThroughAsync(CancelToken));
    }

    /// <summary>Reports an error about one item; the pipeline continues.</summary>
    protected void Report(Exception fault) => WriteError(ErrorRecords.Of(fault));

    /// <summary>Shows what a reader has skipped.</summary>
    protected internal void ShowWarnings(ConcurrentQueue<string> warnings)
    {
        while (warnings.TryDequeue(out var warning))
            WriteWarning(ScreenText.Line(warning));
    }

    /// <summary>Asks before something is changed. Names in the question may come from a server or from data.</summary>
    protected new bool ShouldProcess(string target, string action) => base.ShouldProcess(ScreenText.Line(target), ScreenText.Line(action));

    /// <summary>Writes to the verbose stream. Names in the text may come from a server or from data.</summary>
    protected internal new void WriteVerbose(string text) => base.WriteVerbose(ScreenText.Line(text));

    /// <summary>Frees what the command holds.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the command holds.</summary>
    protected virtual void Dispose(bool disposing) => _stopping?.Dispose();

    private CancellationTokenSource NewStopping()
    {
        var source = new CancellationTokenSource();
        if (Stopping)
            source.Cancel();
        return source;
    }

    private void Guard(Action step)
    {
        try
        {
            step();
        }
        catch (MlDashException fault)
        {
            _progress?.Complete();
            ThrowTerminatingError(ErrorRecords.Of(fault));
        }
        catch (OperationCanceledException) when (Stopping)
        {
            throw new PipelineStoppedException();
        }
        catch
        {
            _progress?.Complete();
            throw;
        }
    }

    /// <summary>Whether what cannot be undone is done without a prompt: <c>-Force</c>, over which <c>-Confirm</c> and <c>-WhatIf</c> take precedence.</summary>
    private protected bool IsUnasked(SwitchParameter force) =>
        force && !MyInvocation.BoundParameters.ContainsKey("Confirm") && !MyInvocation.BoundParameters.ContainsKey("WhatIf");
}
