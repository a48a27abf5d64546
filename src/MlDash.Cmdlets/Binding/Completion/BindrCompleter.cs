namespace MlDash.Cmdlets.Binding;

/// <summary>Completes bindrs.</summary>
public sealed class BindrCompleter : LabelCompleter
{
    private protected override string[] LabelsOf(ExperimentRecord record) => record.Bindrs;

    private protected override string[] LabelsOf(FileEntry file) => file.Bindrs;
}
