using System.Collections;
using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;

namespace MlDash.Cmdlets.Commands;

/// <summary>
/// Makes every later call of an existing function run inside an experiment. The function sees it as <c>$Experiment</c>, and gets it as its parameter
/// of that name when it has one; its parameters, pipeline input and output are unchanged.
/// </summary>
[Cmdlet(VerbsLifecycle.Register, "MlDashFunction", SupportsShouldProcess = true)]
[OutputType(typeof(FunctionInfo))]
public sealed class RegisterMlDashFunctionCommand : ServerCommand
{
    private static readonly string[] _shared =
    [
        nameof(Prefix), nameof(Project), nameof(Folder), nameof(Description), nameof(Tag), nameof(Bindr), nameof(Metadata), nameof(Root), nameof(Mode),
        nameof(Offline), nameof(Capture), nameof(Remote), nameof(UserName), nameof(ApiKey),
    ];

    /// <summary>Name of the function.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(FunctionCompleter))]
    [NotNull]
    public string[] Name { get; set; } = [];

    /// <summary>
    /// Path of the experiment of each call; placeholders such as <c>{now:%H.%M.%S}</c> and <c>{job_counter:03d}</c> are filled for each. Default: the
    /// function's name, the day and a counter.
    /// </summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PrefixCompleter))]
    public string? Prefix { get; set; }

    /// <summary>The project.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string? Project { get; set; }

    /// <summary>Folder between project and prefix.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(FolderCompleter))]
    public string? Folder { get; set; }

    /// <summary>Description of the experiments.</summary>
    [Parameter]
    public string? Description { get; set; }

    /// <summary>Tags of the experiments.</summary>
    [Parameter]
    [Alias("Tags")]
    [ArgumentCompleter(typeof(TagCompleter))]
    [NotNull(IsOptional = true)]
    public string[]? Tag { get; set; }

    /// <summary>Bindrs of the experiments.</summary>
    [Parameter]
    [Alias("Bindrs")]
    [ArgumentCompleter(typeof(BindrCompleter))]
    [NotNull(IsOptional = true)]
    public string[]? Bindr { get; set; }

    /// <summary>Any values under names.</summary>
    [Parameter]
    public IDictionary? Metadata { get; set; }

    /// <summary>Folder that contains the experiments. Default: <c>ML_DASH_ROOT</c>, else <c>./experiments</c>, at each call.</summary>
    [Parameter]
    [Alias("LocalPath")]
    [ValidateNotNullOrEmpty]
    public string? Root { get; set; }

    /// <summary>Where the experiments are stored. Default: Hybrid with <c>-Remote</c> and <c>-Root</c>, Remote with <c>-Remote</c>, else Local.</summary>
    [Parameter]
    [ValidateSet(nameof(ExperimentMode.Local), nameof(ExperimentMode.Remote), nameof(ExperimentMode.Hybrid))]
    public string? Mode { get; set; }

    /// <summary>Does not contact the server: records wait on this machine until Sync-MlDashExperiment sends them.</summary>
    [Parameter]
    public SwitchParameter Offline { get; set; }

    /// <summary>Logs everything that a call writes to its experiment, as <c>Invoke-MlDashExperiment -Capture</c> does.</summary>
    [Parameter]
    public SwitchParameter Capture { get; set; }

    /// <summary>Returns the changed function.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc />
    protected override void Process()
    {
        foreach (var name in Name)
        {
            try
            {
                var function = new RegisteredFunction(this, name);
                if (function.IsRegistered)
                    throw new ExperimentException("FunctionRegistered", $"The function '{name}' is already registered.", "Run Unregister-MlDashFunction first.")
                    { Category = FaultCategory.ResourceExists, Target = name };
                if (!ShouldProcess(name, "Run every call in an experiment"))
                    continue;
                function.Register(StartOf(name));
                if (PassThru)
                    WriteObject(SessionState.InvokeCommand.GetCommand(name, CommandTypes.Function));
            }
            catch (MlDashException fault)
            {
                Report(fault);
            }
        }
    }

    private Hashtable StartOf(string name)
    {
        var start = new Hashtable { [nameof(Prefix)] = name + "/{now:%Y-%m-%d}/{now:%H.%M.%S}-{job_counter:03d}" };
        foreach (var shared in _shared)
        {
            if (MyInvocation.BoundParameters.TryGetValue(shared, out var given))
                start[shared] = given;
        }

        return start;
    }
}
