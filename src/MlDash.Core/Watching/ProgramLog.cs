using System.Globalization;
using System.Text;

namespace MlDash.Watching;

/// <summary>
/// Records the lines of a program in the log of an experiment: the standard output as Info, the standard error as Warn, since programs also write their
/// progress there. Of a progress bar one state in ten seconds is recorded, and the last one.
/// </summary>
/// <remarks>Recording never disturbs the program: a fault ends the recording and is kept.</remarks>
/// <param name="experiment">The experiment.</param>
/// <param name="clock">The clock that bounds the states of progress bars.</param>
public sealed class ProgramLog(Experiment experiment, TimeProvider clock) : ILineSink
{
    private static readonly TimeSpan _barPause = TimeSpan.FromSeconds(10);

    private static readonly byte[] _outputMetadata = """{"stream":"stdout"}"""u8.ToArray();
    private static readonly byte[] _errorMetadata = """{"stream":"stderr"}"""u8.ToArray();

    private readonly long[] _barStamps = [clock.GetTimestamp(), clock.GetTimestamp()];
    private MlDashException? _fault;

    /// <summary>Why recording ended before the program, if so.</summary>
    public MlDashException? Fault => _fault;

    /// <inheritdoc />
    public void Take(in OutputLine line)
    {
        if (line.IsRedrawn && !IsDue((int)line.Stream))
            return;
        var isError = line.Stream == OutputSource.Error;
        var level = isError && !line.IsRedrawn ? LogLevel.Warn : LogLevel.Info;
        Write(level, line.Text, line.Part > 0 ? Part(line) : isError ? _errorMetadata : _outputMetadata, line.Time);
    }

    private void Write(LogLevel level, ReadOnlyMemory<char> text, byte[] metadata, DateTimeOffset time)
    {
        if (Volatile.Read(ref _fault) is not null || !experiment.IsOpen)
            return;
        try
        {
            experiment.Log.Write(level, text, metadata, time);
        }
        catch (MlDashException fault)
        {
            Volatile.Write(ref _fault, fault);
        }
    }

    private static byte[] Part(in OutputLine line) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $$"""{"stream":"{{(line.Stream == OutputSource.Error ? "stderr" : "stdout")}}","part":{{line.Part}}}"""));

    private bool IsDue(int stream)
    {
        if (clock.GetElapsedTime(_barStamps[stream]) < _barPause)
            return false;
        _barStamps[stream] = clock.GetTimestamp();
        return true;
    }
}
