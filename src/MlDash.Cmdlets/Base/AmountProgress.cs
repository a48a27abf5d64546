using System.Management.Automation;

namespace MlDash.Cmdlets.Base;

/// <summary>The bar of work that is counted in one unit, such as bytes of a file, and tells how much is done so far.</summary>
internal sealed class AmountProgress : WorkProgress, IProgress<long>
{
    private readonly string _unit;
    private readonly double _unitSize;
    private long _done;
    private long _total;

    private AmountProgress(Cmdlet command, string activity, string unit, double unitSize)
        : base(command, activity) =>
        (_unit, _unitSize) = (unit, unitSize);

    /// <summary>The bar of files that are copied.</summary>
    public static AmountProgress OfBytes(Cmdlet command, string activity) => new(command, activity, "MB", 1e6);

    /// <summary>The bar of entries that are written.</summary>
    public static AmountProgress OfEntries(Cmdlet command, string activity) => new(command, activity, "entries", 1);

    /// <summary>The bar of points that are written.</summary>
    public static AmountProgress OfPoints(Cmdlet command, string activity) => new(command, activity, "points", 1);

    /// <summary>The bar of experiments that are written.</summary>
    public static AmountProgress OfExperiments(Cmdlet command, string activity) => new(command, activity, "experiments", 1);

    /// <summary>Begins with another file, track or metric.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="total">How much there is; 0: not known.</param>
    public AmountProgress Start(string name, long total)
    {
        _total = total;
        Volatile.Write(ref _done, 0);
        Restart(name);
        return this;
    }

    public void Report(long value) => Volatile.Write(ref _done, value);

    protected override WorkState Now(double seconds)
    {
        var done = Volatile.Read(ref _done);
        var of = _total > 0 ? $" of {_total / _unitSize:N0}" : string.Empty;
        return new($"{Name}: {done / _unitSize:N0}{of} {_unit}, {done / _unitSize / seconds:N0} {_unit}/s", done, _total);
    }
}
