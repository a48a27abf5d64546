using System.Collections;
using System.Collections.Specialized;
using System.Text;
using MlDash.Json;
using MlDash.Parameters;

namespace MlDash;

/// <summary>The parameters of an experiment: flat names with any values. They are merged by name and never removed.</summary>
public sealed class ExperimentParameters
{
    private readonly Experiment _experiment;

    internal ExperimentParameters(Experiment experiment) => _experiment = experiment;

    /// <summary>Merges parameters into the existing ones; written when the call returns.</summary>
    /// <param name="values">Names and values, nested or flat; nothing in it: nothing is written.</param>
    /// <param name="prefix">Key to put everything under, or null.</param>
    /// <param name="replaceDamaged">Whether a damaged file is renamed and a new one started.</param>
    /// <param name="cancellationToken">Ends the wait for the lock.</param>
    /// <exception cref="ExperimentException">The experiment is not open or is write-protected.</exception>
    /// <exception cref="StorageException"><c>DocumentDamaged</c>, or the disk.</exception>
    public Task SetAsync(IDictionary values, string? prefix = null, bool replaceDamaged = false, CancellationToken cancellationToken = default)
    {
        var recording = _experiment.Writable();
        return recording.MergeParametersAsync(ParameterFlattening.Flatten(values, prefix), replaceDamaged, cancellationToken);
    }

    /// <summary>All parameters, flat.</summary>
    public Task<OrderedDictionary> GetAsync(CancellationToken cancellationToken = default) =>
        _experiment.Store.Reader.ReadParametersAsync(_experiment.Stored.Path, cancellationToken);

    /// <summary>Reads a JSON file of parameters.</summary>
    /// <exception cref="StorageException"><c>DocumentDamaged</c>, when it is no JSON object; the operating system's when it cannot be read.</exception>
    public static IDictionary ReadJson(string path)
    {
        try
        {
            return JsonValues.Parse(Utf8Of(path)) as IDictionary ?? throw new System.Text.Json.JsonException("The document is not an object.");
        }
        catch (System.Text.Json.JsonException fault)
        {
            throw new StorageException(
                "DocumentDamaged", $"'{path}' does not contain a JSON object with parameters. {fault.Message}", "Correct the file.", fault)
            { Category = FaultCategory.InvalidData, Target = path };
        }
    }

    /// <summary>The parameters of a JSON text.</summary>
    /// <exception cref="ExperimentException"><c>IllegalJson</c>.</exception>
    public static IDictionary ParseJson(string text)
    {
        try
        {
            return JsonValues.Parse(Encoding.UTF8.GetBytes(text)) as IDictionary ?? throw new System.Text.Json.JsonException("The text is not an object.");
        }
        catch (System.Text.Json.JsonException fault)
        {
            throw new ExperimentException("IllegalJson", $"The text is not a JSON object with parameters. {fault.Message}", "Correct the text.");
        }
    }

    /// <summary>A file in UTF-8, also of one in UTF-16, which is what <c>&gt;</c> of Windows PowerShell writes.</summary>
    private static byte[] Utf8Of(string path)
    {
        var bytes = File.ReadAllBytes(path);
        return bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] ? Encoding.UTF8.GetBytes(File.ReadAllText(path)) : bytes;
    }
}
