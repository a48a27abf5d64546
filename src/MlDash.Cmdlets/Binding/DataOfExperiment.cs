using System.Management.Automation;
using System.Reflection;

namespace MlDash.Cmdlets.Binding;

/// <summary>All data of one kind of an experiment, as an item of a drive holds them: the commands of that kind read them.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="kind">The kind: Logs, Metrics, Params, Tracks or Files.</param>
internal sealed class DataOfExperiment(Experiment experiment, string kind) : ExperimentReference
{
    /// <inheritdoc />
    public override string Prefix => experiment.Prefix;

    /// <inheritdoc />
    public override string Root => experiment.Root;

    /// <inheritdoc />
    public override string ToString() => Prefix;

    /// <summary>The experiment, for a command of the kind.</summary>
    /// <exception cref="ExperimentException"><c>WrongItem</c>: another command would read what the item does not hold.</exception>
    public Experiment For(PSCmdlet command)
    {
        var noun = command.GetType().GetCustomAttribute<CmdletAttribute>()!.NounName;
        return noun.StartsWith($"MlDash{kind.TrimEnd('s')}", StringComparison.Ordinal) ? experiment : throw new ExperimentException(
            "WrongItem",
            $"The item '{kind.ToLowerInvariant()}' of the experiment '{experiment}' is nothing that {command.MyInvocation.MyCommand.Name} reads.",
            "Give the experiment itself: Get-Item of its path.")
        { Target = experiment.Prefix };
    }
}
