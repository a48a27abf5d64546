using System.Management.Automation;

namespace MlDash.Cmdlets.Capture;

/// <summary>
/// Writes records to the streams they came from, as if nobody had merged them. What a command did not want to show has never got into a stream,
/// so everything that comes here is written, whatever the preferences say at the place of the call.
/// </summary>
internal sealed class StreamReturn(PSCmdlet command, EngineIntrinsics engine) : IDisposable
{
    private const string Loud = "-ErrorAction Continue -WarningAction Continue -Verbose -Debug -InformationAction ";

    private static readonly ScriptBlock _shownBlock = ScriptBlock.Create("param($Return) & $Return " + Loud + "Continue");
    private static readonly ScriptBlock _unshownBlock = ScriptBlock.Create("param($Return) & $Return " + Loud + "SilentlyContinue");
    private static readonly CmdletInfo _return = new("Write-MlDashStream", typeof(ReturnStreamsCommand));

    private SteppablePipeline? _shown = Begin(engine, _shownBlock);
    private SteppablePipeline? _unshown = Begin(engine, _unshownBlock);

    /// <summary>Writes one record.</summary>
    public void Write(object record)
    {
        // Information is always in its stream, but the host shows it only when its writer asked for that.
        var steps = record is InformationRecord && !ScriptPlace.ShowsInformation(command) ? _unshown : _shown;
        steps?.Process(record);
    }

    public void Dispose()
    {
        _shown?.Dispose();
        _unshown?.Dispose();
        _shown = _unshown = null;
    }

    private static SteppablePipeline Begin(EngineIntrinsics engine, ScriptBlock call)
    {
        var steps = call.GetSteppablePipeline(CommandOrigin.Internal, [_return]);
        steps.Begin(true, engine);
        return steps;
    }
}
