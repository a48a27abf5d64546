using System.Collections;
using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;

namespace MlDash.Cmdlets.Commands;

/// <summary>Changes the details of an experiment, open or stored. Details that are not given stay.</summary>
[Cmdlet(VerbsCommon.Set, "MlDashExperiment", SupportsShouldProcess = true)]
[OutputType(typeof(Experiment))]
public sealed class SetMlDashExperimentCommand : ChangingCommand
{
    /// <inheritdoc cref="ChangingCommand.Experiment"/>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [LiveExperiment(Many = true)]
    [ArgumentCompleter(typeof(ExperimentCompleter))]
    [NotNull]
    public override ExperimentReference[] Experiment { get; set; } = [];

    /// <summary>Description of the experiment.</summary>
    [Parameter]
    [Alias("Readme")]
    public string? Description { get; set; }

    /// <summary>All tags from now on; an empty array takes all away.</summary>
    [Parameter]
    [Alias("Tags")]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(TagCompleter))]
    [NotNull(IsOptional = true)]
    public string[]? Tag { get; set; }

    /// <summary>Tags to add to the existing ones.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(TagCompleter))]
    [NotNull]
    public string[] AddTag { get; set; } = [];

    /// <summary>Tags to remove.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(OwnTagCompleter))]
    [NotNull]
    public string[] RemoveTag { get; set; } = [];

    /// <summary>Bindrs that replace the existing ones.</summary>
    [Parameter]
    [Alias("Bindrs")]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(BindrCompleter))]
    [NotNull(IsOptional = true)]
    public string[]? Bindr { get; set; }

    /// <summary>Metadata that replaces the existing metadata.</summary>
    [Parameter]
    public IDictionary? Metadata { get; set; }

    /// <summary>Whether every write is refused; <c>-WriteProtected:$false</c> lifts the protection.</summary>
    [Parameter]
    public SwitchParameter WriteProtected { get; set; }

    /// <summary>Where a stored experiment stands from now on; Archived leaves it out of lists.</summary>
    [Parameter]
    [ValidateSet(nameof(ExperimentStatus.Completed), nameof(ExperimentStatus.Failed), nameof(ExperimentStatus.Cancelled), nameof(ExperimentStatus.Archived))]
    public string? Status { get; set; }

    /// <summary>Returns the experiment.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc />
    protected override void Process()
    {
        var experiment = Target;
        var status = Status is null ? (ExperimentStatus?)null : Enum.Parse<ExperimentStatus>(Status, ignoreCase: true);
        if (status is not null)
            Session.RefuseOpen(experiment);
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
            Status = status,
            WriteProtected = MyInvocation.BoundParameters.ContainsKey(nameof(WriteProtected)) ? WriteProtected.ToBool() : null,
        };
        Await(experiment.UpdateAsync(change, CancelToken));
        if (PassThru)
            WriteObject(experiment);
    }
}
