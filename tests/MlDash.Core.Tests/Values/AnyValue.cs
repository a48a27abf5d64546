using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Numerics;
using System.Text;
using CsCheck;

namespace MlDash.Tests.Values;

/// <summary>A value as a script gives it, and what must come back for it.</summary>
/// <param name="Given">What goes in.</param>
/// <param name="Expected">What must come out: null, bool, long, BigInteger, double, text, <c>object?[]</c> or a dictionary.</param>
internal sealed record AnyValue(object? Given, object? Expected)
{
    private static readonly Gen<string> _texts = Gen.OneOf(
        Gen.String.Select(Whole),
        Of("", " ", "NaN", "-Infinity", "{\"a\": NaN}", "null", "é🚀\u007f\u0085\u2028", "\"\\/\b\f\n\r\t\0", "\uFEFF", "00123", "1.10", "2026-01-01"));

    private static readonly Gen<double> _doubles = Gen.OneOf(
        Gen.Double, Gen.Double[-1, 1], Gen.Int.Select(whole => (double)whole),
        Of(double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0, double.Epsilon, double.MaxValue, double.MinValue, 1e15, 1e16, 0.1 + 0.2));

    private static readonly Gen<AnyValue> _scalars = Gen.OneOf(
        Of<object?>(null, DBNull.Value).Select(nothing => new AnyValue(nothing, null)),
        Gen.Bool.Select(flag => new AnyValue(flag, flag)),
        _texts.Select(text => new AnyValue(text, text)),
        Gen.Char['!', '~'].Select(letter => new AnyValue(letter, letter.ToString())),
        _doubles.Select(real => new AnyValue(real, real)),
        Gen.Float.Select(real => new AnyValue(real, Real(real.ToString("R", CultureInfo.InvariantCulture)))),
        Gen.Float.Select(real => (Half)real).Select(real => new AnyValue(real, Real(real.ToString("R", CultureInfo.InvariantCulture)))),
        Gen.Decimal.Select(exact => new AnyValue(exact, Number(exact.ToString(CultureInfo.InvariantCulture)))),
        WholeOf(Gen.Int),
        WholeOf(Gen.Long),
        WholeOf(Gen.UInt),
        WholeOf(Gen.ULong),
        WholeOf(Gen.Short),
        WholeOf(Gen.UShort),
        WholeOf(Gen.Byte),
        WholeOf(Gen.SByte),
        WholeOf(Gen.Select(Gen.ULong, Gen.ULong, (upper, lower) => new UInt128(upper, lower))),
        WholeOf(Gen.Select(Gen.ULong, Gen.ULong, (upper, lower) => new Int128(upper, lower))),
        WholeOf(Gen.Select(Gen.ULong, Gen.Int[0, 300], (digits, shift) => (BigInteger)digits << shift)),
        Gen.DateTime.Select(
            time => DateTime.SpecifyKind(time, DateTimeKind.Utc)).Select(
                time => new AnyValue(time, time.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture))),
        Gen.DateOnly.Select(day => new AnyValue(day, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))),
        Gen.TimeOnly.Select(time => new AnyValue(time, time.ToString("HH:mm:ss.fffffff", CultureInfo.InvariantCulture))),
        Gen.Long[0, TimeSpan.TicksPerDay * 1000].Select(ticks => new AnyValue(TimeSpan.FromTicks(ticks), TimeSpan.FromTicks(ticks).TotalSeconds)),
        Gen.Guid.Select(id => new AnyValue(id, id.ToString("D", CultureInfo.InvariantCulture))),
        Gen.Enum<DayOfWeek>().Select(day => new AnyValue(day, day.ToString())),
        Gen.Byte.Array[0, 9].Select(bytes => new AnyValue(bytes, Convert.ToBase64String(bytes))),
        Of("https://example.org/a?b=é c", "urn:x").Select(address => new AnyValue(new Uri(address), address)));

    /// <summary>Names of fields; dots are left out, because flattening would join two of them into one.</summary>
    public static Gen<string> Names { get; } = Gen.OneOf(
        Gen.String[Gen.Char["abABéÉ_-1 \"\\/"], 0, 3], Gen.String[1, 8].Select(
            text => Whole(text).Replace(".", "_", StringComparison.Ordinal)), Of("timestamp", "Timestamp", "index", "data", "message", "loss", "Loss"));

    /// <summary>Scalars, arrays, and objects in objects.</summary>
    public static Gen<AnyValue> Values { get; } = Gen.Recursive<AnyValue>((depth, inner) =>
        depth >= 4
            ? _scalars
            : Gen.Frequency(
                (6, _scalars),
                (1, inner.Array[0, 3].Select(items => new AnyValue(items.Select(item => item.Given).ToArray(), items.Select(item => item.Expected).ToArray()))),
                (1, inner.Array[0, 3].Select(
                    items => new AnyValue(new ArrayList(items.Select(item => item.Given).ToArray()), items.Select(item => item.Expected).ToArray()))),
                (2, Gen.Select(Names, inner).Array[0, 3].Select(Object))));

    /// <summary>The fields of a record.</summary>
    public static Gen<AnyValue> Records { get; } = Gen.Select(Names, Values).Array[1, 5].Select(Object);

    private static Gen<T> Of<T>(params T[] choices) => Gen.Int[0, choices.Length - 1].Select(at => choices[at]);

    private static AnyValue Object((string Name, AnyValue Value)[] members)
    {
        var (given, expected) = (new OrderedDictionary(StringComparer.Ordinal), new OrderedDictionary(StringComparer.Ordinal));
        foreach (var (name, value) in members)
        {
            given[name] = value.Given;
            expected[name] = value.Expected;
        }

        return new AnyValue(given, expected);
    }

    private static Gen<AnyValue> WholeOf<T>(Gen<T> numbers)
        where T : INumber<T> => numbers.Select(number => new AnyValue(number, Number(number.ToString(null, CultureInfo.InvariantCulture))));

    private static object Number(string digits) =>
        digits.Contains('.', StringComparison.Ordinal) ? Real(digits)
        : long.TryParse(digits, CultureInfo.InvariantCulture, out var whole) ? (object)whole
        : BigInteger.Parse(digits, CultureInfo.InvariantCulture);

    private static double Real(string digits) => double.Parse(digits, CultureInfo.InvariantCulture);

    /// <summary>Without halves of surrogate pairs, which no UTF-8 can say.</summary>
    private static string Whole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
