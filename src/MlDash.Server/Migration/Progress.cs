using System.Globalization;

namespace MlDash.Server.Migration;

/// <summary>Says about once a second what a step has done so far. Any number of threads may count.</summary>
internal sealed class Progress : IDisposable
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);
    private readonly TextWriter _output;
    private readonly Timer _timer;
    private string _step = "";
    private string _unit = "";
    private long _done;
    private long _bytes;
    private long _said;

    public Progress(TextWriter output)
    {
        _output = output;
        _timer = new Timer(_ => Say(), null, _pause, _pause);
    }

    /// <summary>Begins a step, counted from zero.</summary>
    public void Begin(string step, string unit)
    {
        (_step, _unit) = (step, unit);
        (_done, _bytes, _said) = (0, 0, -1);
    }

    public void Count(long bytes)
    {
        Interlocked.Increment(ref _done);
        Interlocked.Add(ref _bytes, bytes);
    }

    /// <summary>The last words on a step.</summary>
    public void End() => _output.WriteLine(Line());

    public void Dispose() => _timer.Dispose();

    private void Say()
    {
        // A step that stands still is worth a line only while it moves.
        if (Interlocked.Exchange(ref _said, Interlocked.Read(ref _done)) != Interlocked.Read(ref _done))
            _output.WriteLine(Line());
    }

    private string Line() => string.Create(CultureInfo.InvariantCulture, $"{_step}: {_done:N0} {_unit}, {_bytes / 1048576.0:N1} MB");
}
