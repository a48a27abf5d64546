using System.Collections;
using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;

namespace MlDash.Cmdlets.Commands;

/// <summary>Changes what is known of an experiment, open or stored. What is not given stays.</summary>
[Cmdlet(VerbsCommon.Set, "MlDashExperiment", SupportsShouldProcess = true)]
[OutputType(typeof(Experiment))]
public sealed class SetMlDashExperimentCommand : ExperimentCommand
{
    /// <summary>Free text that says what the experiment is about.</summary>
    [Parameter]
    [Alias("Readme")]
    public string? Description { get; set; }

    /// <summary>All tags from now on; an empty array takes all away.</summary>
    [Parameter]
    [Alias("Tags")]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(TagCompleter))]
    public string[]? Tag { get; set; }

    /// <summary>Tags to put to those there are.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(TagCompleter))]
    public string[] AddTag { get; set; } = [];

    /// <summary>Tags to take away.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(OwnTagCompleter))]
    public string[] RemoveTag { get; set; } = [];

    /// <summary>All bindrs from now on.</summary>
    [Parameter]
    [Alias("Bindrs")]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(BindrCompleter))]
    public string[]? Bindr { get; set; }

    /// <summary>All metadata from now on.</summary>
    [Parameter]
    public IDictionary? Metadata { get; set; }

    /// <summary>Whether every write is refused; <c>-WriteProtected:$false</c> lifts the protection.</summary>
    [Parameter]
    public SwitchParameter WriteProtected { get; set; }

    /// <summary>Whether to hand out the experiment.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc />
    protected override void Process()
    {
        var experiment = Target;
        if (!ShouldProcess(experiment.Prefix, "Change experiment"))
            return;
        var change = new ExperimentChange
        {
            Description = Description,
            Tags = Tag,
            AddTags = AddTag,
            RemoveTags = RemoveTag,
            Bindrs = Bindr,
            Metadata = Metadata,
            WriteProtected = MyInvocation.BoundParameters.ContainsKey(nameof(WriteProtected)) ? WriteProtected.ToBool() : null,
        };
        Await(experiment.UpdateAsync(change, CancelToken));
        if (PassThru)
            WriteObject(experiment);
    }
}
