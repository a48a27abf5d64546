using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace MlDash.Sampling;

/// <summary>
/// Graphics processors of AMD, as <c>rocm-smi</c> describes them: for machines where the kernel shows none, as in some containers. It is a program that may
/// take a second, so it is asked seldom, and no sample waits for it.
/// </summary>
internal sealed class RocmGraphics : ISampleSource
{
    private const string Program = "rocm-smi";
    private const string Card = "card";
    private const double SecondsBetween = 10;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private readonly SampleTable _table;
    private readonly string _path;
    private readonly int _first;
    private double _untilNext;
    private Task? _asking;
    private string _answer = string.Empty;

    private RocmGraphics(SampleTable table, string path, int first) => (_table, _path, _first) = (table, path, first);

    /// <summary>The processors; null when the program is not on the path.</summary>
    /// <param name="table">Where samples go.</param>
    /// <param name="searchPath">The folders with programs; null for those of this process.</param>
    /// <param name="first">The number that the first gets.</param>
    public static RocmGraphics? Open(SampleTable table, string? searchPath, int first)
    {
        var folders = (searchPath ?? Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator);
        var files = folders.Where(Path.IsPathFullyQualified).Select(folder => Path.Combine(folder, Program));
        return files.FirstOrDefault(File.Exists) is { } path ? new(table, path, first) : null;
    }

    /// <inheritdoc />
    public void Sample(double seconds)
    {
        _untilNext -= seconds;
        if (_asking is { IsCompleted: true } asked)
        {
            _asking = null;
            // What fails once is not asked again.
            if (asked.Exception is { } fault)
                throw fault.InnerException!;
            Note();
        }

        if (_asking is not null || _untilNext > 0)
            return;
        _untilNext = SecondsBetween;
        _asking = Task.Run(AskAsync);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        // A program that is still asked ends by itself, or after the patience with it.
    }

    private async Task AskAsync()
    {
        var start = new ProcessStartInfo(_path, "--showuse --showmeminfo vram --showpower --showtemp --json")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var program = Process.Start(start)!;
        program.StandardInput.Close();
        program.BeginErrorReadLine();
        try
        {
            _answer = await program.StandardOutput.ReadToEndAsync().WaitAsync(_patience, TimeProvider.System).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            program.Kill(entireProcessTree: true);
            throw new TimeoutException($"'{_path}' did not answer within {_patience.TotalSeconds} seconds.");
        }
    }

    private void Note()
    {
        // Warnings may stand in front of the answer.
        var begin = _answer.IndexOf('{', StringComparison.Ordinal);
        using var document = JsonDocument.Parse(begin < 0 ? throw new FormatException($"'{_path}' shows no graphics processors.") : _answer[begin..]);
        foreach (var card in document.RootElement.EnumerateObject())
        {
            if (card.Name.StartsWith(Card, StringComparison.Ordinal) && card.Value.ValueKind == JsonValueKind.Object
                && int.TryParse(card.Name.AsSpan(Card.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                Note(_first + number, card.Value);
        }
    }

    private void Note(int index, JsonElement card)
    {
        double used = double.NaN, total = double.NaN, edge = double.NaN, junction = double.NaN, power = double.NaN, busy = double.NaN;
        foreach (var one in card.EnumerateObject())
        {
            if (one.Value.ValueKind != JsonValueKind.String || !double.TryParse(one.Value.GetString(), CultureInfo.InvariantCulture, out var value))
                continue;
            switch (one.Name)
            {
                case "GPU use (%)": busy = value; break;
                case "VRAM Total Memory (B)": total = value; break;
                case "VRAM Total Used Memory (B)": used = value; break;
                case "Temperature (Sensor edge) (C)": edge = value; break;
                case "Temperature (Sensor junction) (C)": junction = value; break;
                // Of the average or at this moment, as the processor measures.
                case var name when name.EndsWith("Package Power (W)", StringComparison.Ordinal): power = value; break;
            }
        }

        Note(SampleNames.GraphicsUtilization(index), 2, busy);
        Note(SampleNames.GraphicsMemory(index), 0, used);
        Note(SampleNames.GraphicsMemoryPercent(index), 2, 100 * used / total);
        Note(SampleNames.GraphicsPower(index), 2, power);
        Note(SampleNames.GraphicsTemperature(index), 1, double.IsNaN(edge) ? junction : edge);
    }

    private void Note(string name, int decimals, double value)
    {
        if (double.IsFinite(value))
            _table.Note(_table.Add(name, decimals), value);
    }
}
