using System.Text;

namespace MlDash.Storage.Format;

/// <summary>What a simple value of a stored line is.</summary>
internal enum ScannedKind
{
    /// <summary>Null.</summary>
    Null,

    /// <summary>True or false.</summary>
    Flag,

    /// <summary>A number without a point and without an exponent.</summary>
    Whole,

    /// <summary>Any other number.</summary>
    Real,

    /// <summary>A text of printable ASCII without escapes.</summary>
    Text,
}

/// <summary>A simple value of a stored line.</summary>
internal readonly ref struct ScannedValue
{
    private static readonly object _true = true;
    private static readonly object _false = false;

    private readonly ScannedKind _kind;
    private readonly long _whole;
    private readonly double _real;
    private readonly ReadOnlySpan<byte> _text;

    private ScannedValue(ScannedKind kind, long whole, double real, ReadOnlySpan<byte> text)
    {
        _kind = kind;
        _whole = whole;
        _real = real;
        _text = text;
    }

    /// <summary>A flag.</summary>
    public static ScannedValue Of(bool flag) => new(ScannedKind.Flag, flag ? 1 : 0, 0, default);

    /// <summary>A whole number.</summary>
    public static ScannedValue Of(long whole) => new(ScannedKind.Whole, whole, 0, default);

    /// <summary>A number.</summary>
    public static ScannedValue Of(double real) => new(ScannedKind.Real, 0, real, default);

    /// <summary>A text.</summary>
    public static ScannedValue Of(ReadOnlySpan<byte> text) => new(ScannedKind.Text, 0, 0, text);

    /// <summary>What it counts as, as <see cref="MlDash.Text.StoredNumber"/> says of the value; false for a text or null.</summary>
    public bool TryNumber(out double number)
    {
        number = _kind == ScannedKind.Real ? _real : _whole;
        return _kind is ScannedKind.Real or ScannedKind.Whole or ScannedKind.Flag;
    }

    /// <summary>The value as <see cref="MlDash.Json.JsonValues"/> reads it.</summary>
    public object? ToObject() => _kind switch
    {
        ScannedKind.Null => null,
        ScannedKind.Flag => _whole == 1 ? _true : _false,
        ScannedKind.Whole => _whole,
        ScannedKind.Real => _real,
        _ => Encoding.ASCII.GetString(_text),
    };
}
