namespace MlDash.Cmdlets.Binding;

/// <summary>Completes tags.</summary>
public sealed class TagCompleter : LabelCompleter
{
    private protected override string[] LabelsOf(ExperimentRecord record) => record.Tags;

    private protected override string[] LabelsOf(FileEntry file) => file.Tags;
}
