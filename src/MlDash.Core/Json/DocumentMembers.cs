using System.Collections.Specialized;
using System.Globalization;
using System.Numerics;
using MlDash.Protocol;

namespace MlDash.Json;

/// <summary>Reads typed members of a document; a member of another type reads as absent.</summary>
internal static class DocumentMembers
{
    public static string? Text(this OrderedDictionary document, string key) => document[key] as string;

    /// <summary>An id: text, or a whole number of any size, which some servers and proxies make of it.</summary>
    public static string? Id(this OrderedDictionary document, string key) => document[key] switch
    {
        string text => text,
        long and >= 0 and var whole => whole.ToString(CultureInfo.InvariantCulture),
        BigInteger { Sign: > 0 } big => big.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    public static bool? Flag(this OrderedDictionary document, string key) => document[key] as bool?;

    public static long? Whole(this OrderedDictionary document, string key) => document[key] as long?;

    public static OrderedDictionary? Map(this OrderedDictionary document, string key) => document[key] as OrderedDictionary;

    public static DateTimeOffset? Time(this OrderedDictionary document, string key) => IsoTime.Parse(document[key]);

    public static string[] Texts(this OrderedDictionary document, string key) => (document[key] as object?[])?.OfType<string>().ToArray() ?? [];
}
