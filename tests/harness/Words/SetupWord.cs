using System.Management.Automation;
using MlDash.PesterHarness.Model;

namespace MlDash.PesterHarness.Words;

/// <summary>What the words before and after tests have in common: a block that is kept for the run.</summary>
public abstract class SetupWord : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    public ScriptBlock ScriptBlock { get; set; } = null!;

    private protected abstract List<ScriptBlock> Place(TestBlock block);

    protected override void ProcessRecord() => Place(Discovery.Current.RequireOpen(MyInvocation.InvocationName)).Add(ScriptBlock);
}

public sealed class BeforeAllWord : SetupWord
{
    private protected override List<ScriptBlock> Place(TestBlock block) => block.BeforeAll;
}

public sealed class BeforeEachWord : SetupWord
{
    private protected override List<ScriptBlock> Place(TestBlock block) => block.BeforeEach;
}

public sealed class AfterEachWord : SetupWord
{
    private protected override List<ScriptBlock> Place(TestBlock block) => block.AfterEach;
}

public sealed class AfterAllWord : SetupWord
{
    private protected override List<ScriptBlock> Place(TestBlock block) => block.AfterAll;
}

/// <summary>Code that runs during discovery, in the scope of the body it stands in.</summary>
public sealed class BeforeDiscoveryWord : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    public ScriptBlock ScriptBlock { get; set; } = null!;

    protected override void ProcessRecord()
    {
        Discovery.Current.RequireOpen("BeforeDiscovery");
        InvokeCommand.InvokeScript(useLocalScope: false, ScriptBlock, null);
    }
}
