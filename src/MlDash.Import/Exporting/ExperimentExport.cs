using MlDash.Errors;
using MlDash.Storage;

namespace MlDash.Import.Exporting;

/// <summary>Exports experiments, of a folder or a server, to a form that other tools read and that can be imported again.</summary>
/// <param name="format">The form.</param>
/// <param name="path">Full path of the archive, or of the folder.</param>
/// <param name="overwrite">Whether an archive, or an earlier export of the same experiment, is replaced.</param>
public sealed class ExperimentExport(ExportFormat format, string path, bool overwrite)
{
    private readonly TableExport _tables = new(path, format == ExportFormat.Parquet, overwrite);
    private readonly MlflowExport _mlflow = new(path, overwrite);

    /// <summary>Whether all experiments go into one file, which is there when all are in it.</summary>
    public bool IsOneFile => format == ExportFormat.Zip;

    /// <summary>Exports experiments.</summary>
    /// <param name="experiments">The experiments, each with the store it is in.</param>
    /// <param name="progress">Told how many are written.</param>
    /// <param name="cancellationToken">Ends it; nothing half-written is left.</param>
    /// <exception cref="StorageException"><c>FileExists</c>, <c>ExportDamaged</c>, <c>SourceChanged</c>, or the disk.</exception>
    public async Task<IReadOnlyList<ExportedExperiment>> WriteAsync(
        IReadOnlyList<(ExperimentStore Store, ExperimentRecord Record)> experiments, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        try
        {
            if (IsOneFile)
                return await new ZipExport(path, overwrite).WriteAsync(experiments, progress, cancellationToken).ConfigureAwait(false);
            var exported = new List<ExportedExperiment>();
            foreach (var (store, record) in experiments)
            {
                exported.Add(format == ExportFormat.Mlflow
                    ? await _mlflow.WriteAsync(store, record, cancellationToken).ConfigureAwait(false)
                    : await _tables.WriteAsync(store, record, cancellationToken).ConfigureAwait(false));
                progress?.Report(exported.Count);
            }

            return exported;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw DiskFaults.Explain($"Exporting to '{path}'", fault);
        }
        catch (InvalidDataException damage)
        {
            throw new StorageException(
                "ExportDamaged", $"The earlier export in '{path}' cannot be replaced. {damage.Message}", "Move its folder, or choose another path.", damage)
            { Category = FaultCategory.InvalidData, Target = path };
        }
    }
}
