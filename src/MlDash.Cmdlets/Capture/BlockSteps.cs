using System.Management.Automation;

namespace MlDash.Cmdlets.Capture;

/// <summary>A block that is run step by step, as a command that has it is: begun, given each input, ended. What leaves the block leaves the step.</summary>
internal interface IBlockSteps : IDisposable
{
    void Begin();

    /// <param name="input">An object of the pipeline; null when there is none.</param>
    void Process(PSObject? input);

    void End();
}

/// <summary>A block whose streams are the command's own.</summary>
internal sealed class BlockSteps(PSCmdlet command, ScriptBlock block, Experiment experiment) : IBlockSteps
{
    private static readonly ScriptBlock _call = ScriptBlock.Create("param($Block, $Experiment) & $Block $Experiment");

    private readonly SteppablePipeline _steps = _call.GetSteppablePipeline(CommandOrigin.Internal, [block, experiment]);

    public void Begin() => _steps.Begin(command);

    public void Process(PSObject? input) => _steps.Process(input);

    public void End() => _steps.End();

    public void Dispose() => _steps.Dispose();
}
