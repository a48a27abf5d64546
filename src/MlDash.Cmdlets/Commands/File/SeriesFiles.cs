using System.Collections;
using System.Collections.Specialized;
using MlDash.Files;
using MlDash.Media;

namespace MlDash.Cmdlets.Commands;

/// <summary>Files that one command saves as a step of a series.</summary>
/// <param name="series">The series and the step.</param>
/// <param name="name">The name that the user gave; null: by the series and the step.</param>
internal sealed class SeriesFiles(FileSeries series, string? name)
{
    private const string UnknownExtension = ".bin";

    // How many of the step each experiment has been given.
    private readonly Dictionary<Experiment, int> _numbers = new(ReferenceEqualityComparer.Instance);

    /// <summary>What the parameters of the command say; null when they name no series.</summary>
    /// <exception cref="ConfigurationException"><c>SeriesRequired</c>, <c>StepRequired</c>.</exception>
    public static SeriesFiles? Of(string? series, long? step, string? caption, string? name) => (series, step) switch
    {
        (null, null) when caption is null => null,
        (null, _) => throw new ConfigurationException(
            "SeriesRequired", "-Step and -Caption belong to a series.", "Give -Series, such as -Series samples."),
        (_, null) => throw new ConfigurationException("StepRequired", $"The step of the series '{series}' is missing.", "Give -Step, such as -Step 10."),
        _ => new(new(series, step.Value, caption), name),
    };

    /// <summary>The file under its name in the series, and its metadata.</summary>
    /// <param name="source">The file.</param>
    /// <param name="experiment">Where it is saved.</param>
    /// <param name="metadata">What the user says about it.</param>
    /// <exception cref="StorageException">It cannot be read.</exception>
    public (FileSource Source, OrderedDictionary Metadata) Place(FileSource source, Experiment experiment, IDictionary? metadata)
    {
        var header = HeaderOf(source);
        var described = series.ToMetadata(header, metadata ?? source.Recorded?.Metadata);
        if (name is not null)
            return (source, described);
        var number = _numbers[experiment] = _numbers.GetValueOrDefault(experiment, -1) + 1;
        var extension = Path.GetExtension(source.Name);
        return (source with { Name = series.PathOf(number, extension.Length > 1 ? extension : header?.Extension ?? UnknownExtension) }, described);
    }

    private static MediaHeader? HeaderOf(FileSource source)
    {
        try
        {
            using var stream = source.Open();
            return MediaHeader.Read(stream);
        }
        catch (IOException)
        {
            // Saving it meets the same fault, and says it.
            return null;
        }
    }
}
