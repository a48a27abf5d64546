using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Errors;
using MlDash.Import.Exporting;

namespace MlDash.Cmdlets.Commands;

/// <summary>
/// Exports experiments to an archive, to the files of MLflow, or to CSV or Parquet files. Import-MlDashExperiment reads all of them back. Nothing is
/// overwritten without <c>-Force</c>, and nothing half-written is left.
/// </summary>
[Cmdlet(VerbsData.Export, "MlDashExperiment", SupportsShouldProcess = true)]
[OutputType(typeof(ExportedExperiment))]
public sealed class ExportMlDashExperimentCommand : ExperimentCommand
{
    private readonly List<Experiment> _experiments = [];
    private string _target = string.Empty;

    /// <summary>The name of the format: a field of its type would load the assembly that exports together with the module.</summary>
    private string _format = string.Empty;

    /// <inheritdoc cref="ExperimentCommand.Experiment"/>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [LiveExperiment(Many = true, Reads = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ExperimentCompleter))]
    [NotNull]
    public override ExperimentReference[] Experiment { get; set; } = [];

    /// <summary>The archive to write, or the folder that the experiments go to.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [Alias("FilePath", "LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = null!;

    /// <summary>Zip, Mlflow, Csv or Parquet. Default: Zip where the path ends in <c>.zip</c>.</summary>
    [Parameter]
    [ValidateSet(nameof(ExportFormat.Zip), nameof(ExportFormat.Mlflow), nameof(ExportFormat.Csv), nameof(ExportFormat.Parquet))]
    public string? Format { get; set; }

    /// <summary>Whether an archive that is there is replaced, or an earlier export of the same experiment. Whatever else lies in the folder stays.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns what was exported of each experiment.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc />
    protected override void Begin() => (_target, _format) = (FileSystemPath(Path), FormatOf(Path));

    /// <inheritdoc />
    protected override void Process()
    {
        var source = Source;
        // The files are read, not the object: what it has queued has to be in them.
        Await(source.WriteThroughAsync(CancelToken));
        if (!_experiments.Exists(known => known.Root == source.Root && known.Prefix == source.Prefix))
            _experiments.Add(source);
    }

    /// <inheritdoc />
    protected override void Finish()
    {
        var export = new ExperimentExport(Enum.Parse<ExportFormat>(_format, ignoreCase: true), _target, Force);
        if (export.IsOneFile && _experiments.Count > 1)
            Export(export, $"Export {_experiments.Count} experiments as {_format}", _experiments);
        else
            _experiments.ForEach(experiment => Export(export, $"Export {experiment.Prefix} as {_format}", [experiment]));
        base.Finish();
    }

    private string FormatOf(string path)
    {
        if (Format is not null)
            return Format;
        return System.IO.Path.GetExtension(path).Equals(".zip", StringComparison.OrdinalIgnoreCase)
            ? nameof(ExportFormat.Zip)
            : throw new ConfigurationException(
                "UnknownExportFormat",
                $"The path '{path}' does not say what to export to.",
                "Give Zip, Mlflow, Csv or Parquet with -Format, or a path that ends in .zip.")
            { Target = path };
    }

    private void Export(ExperimentExport export, string action, List<Experiment> experiments)
    {
        if (!ShouldProcess(_target, action))
            return;
        try
        {
            var progress = Watched(AmountProgress.OfExperiments(this, "Exporting"));
            var written = progress.Start(System.IO.Path.GetFileName(_target), experiments.Count);
            var sources = experiments.ConvertAll(experiment => (MlDash.Experiment.StoreOf(experiment), experiment.Stored));
            foreach (var exported in progress.Show(export.WriteAsync(sources, written, CancelToken)))
                Pass(exported);
        }
        catch (MlDashException fault) when (_experiments.Count > 1)
        {
            // One that fails hides no other.
            Report(fault);
        }
    }

    private void Pass(ExportedExperiment exported)
    {
        foreach (var left in exported.LeftOut)
            WriteWarning(ScreenText.Line($"Not exported of '{exported.Prefix}': {left}"));
        foreach (var aside in exported.KeptAside)
            WriteVerbose(ScreenText.Line($"Kept beside the run of '{exported.Prefix}': {aside}"));
        if (PassThru)
            WriteObject(exported);
    }
}
