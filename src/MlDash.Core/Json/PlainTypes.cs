using System.Collections;
using System.Collections.Specialized;
using System.Data;
using System.Globalization;
using System.Net;
using System.Net.Mail;
using System.Net.NetworkInformation;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Security;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace MlDash.Json;

/// <summary>
/// Types of .NET that everybody reads as one value or as plain names and values, whatever properties they have besides: an address is its
/// text, a row of a database its columns. Secrets are refused here, so that no way in can miss it.
/// </summary>
internal static class PlainTypes
{
    // A table instead of a long switch: looked through once for each type, then found by the type.
    private static readonly (Type Type, Func<object, object?> Convert)[] _known =
    [
        Of<DBNull>(_ => null),
        Of<SecureString>(_ => throw Secret()),
        Of<NetworkCredential>(_ => throw Secret()),
        Of<Uri>(address => address.OriginalString),
        Of<FileSystemInfo>(item => item.FullName),
        Of<DriveInfo>(drive => drive.Name),
        Of<IPAddress>(address => address.ToString()),
        Of<EndPoint>(place => place.ToString()),
        Of<PhysicalAddress>(address => address.ToString()),
        Of<MailAddress>(address => address.ToString()),
        Of<Version>(version => version.ToString()),
        Of<CultureInfo>(culture => culture.Name),
        Of<Encoding>(encoding => encoding.WebName),
        Of<Regex>(regex => regex.ToString()),
        Of<TimeZoneInfo>(zone => zone.Id),
        Of<StringBuilder>(text => text.ToString()),
        Of<XmlNode>(node => node.OuterXml),
        Of<XObject>(node => node.ToString()),
        Of<JsonNode>(node => Parse(node.ToJsonString())),
        Of<JsonElement>(element => Parse(element.GetRawText())),
        Of<JsonDocument>(document => Parse(document.RootElement.GetRawText())),
        Of<DataRow>(Columns),
        Of<DataRowView>(view => Columns(view.Row)),
        Of<DataTable>(table => table.Rows.Cast<DataRow>().Select(Columns).ToArray()),
    ];

    private static readonly ConditionalWeakTable<Type, Converter> _found = [];

    /// <summary>Whether a type is one of these; then <paramref name="plain"/> is the value in its plain form.</summary>
    /// <exception cref="ExperimentException"><c>SecretRefused</c>.</exception>
    public static bool TryConvert(object value, out object? plain)
    {
        var convert = ConverterOf(value.GetType());
        plain = convert?.Invoke(value);
        return convert is not null;
    }

    /// <summary>Whether values of a type are one value, which has no parts of its own.</summary>
    public static bool IsOneValue(object value) =>
        value is string or ValueType
        || (value is not IDictionary
            && ConverterOf(value.GetType()) is not null
            && value is not (DataRow or DataRowView or DataTable or JsonNode or JsonDocument));

    /// <summary>The error for a secret among values.</summary>
    public static ExperimentException Secret() => new(
        "SecretRefused",
        "A value is a SecureString or a credential; secrets are not recorded.",
        "Leave it out, or record the name of the secret in its place.");

    private static Func<object, object?>? ConverterOf(Type type) => _found.GetValue(type, static type => new(Find(type))).Convert;

    private static Func<object, object?>? Find(Type type)
    {
        foreach (var (known, convert) in _known)
        {
            if (known.IsAssignableFrom(type))
                return convert;
        }

        if (type.IsArray && type.GetArrayRank() > 1)
            return value => Nest((Array)value);
        return typeof(IDictionary).IsAssignableFrom(type) ? null : MapOf(type);
    }

    /// <summary>Dictionaries that know their types alone, such as ExpandoObject.</summary>
    private static Func<object, object?>? MapOf(Type type)
    {
        var map = type.GetInterfaces().FirstOrDefault(face => face.IsGenericType
            && face.GetGenericTypeDefinition() is var open && (open == typeof(IDictionary<,>) || open == typeof(IReadOnlyDictionary<,>))
            && face.GenericTypeArguments[0] == typeof(string));
        return map is null
            ? null
            : typeof(PlainTypes).GetMethod(nameof(Map), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(map.GenericTypeArguments[1]).CreateDelegate<Func<object, object?>>();
    }

    private static OrderedDictionary Map<T>(object map)
    {
        var plain = new OrderedDictionary(StringComparer.Ordinal);
        foreach (var (name, value) in (IEnumerable<KeyValuePair<string, T>>)map)
            plain[name] = value;
        return plain;
    }

    private static OrderedDictionary Columns(DataRow row)
    {
        var columns = new OrderedDictionary(StringComparer.Ordinal);
        foreach (DataColumn column in row.Table.Columns)
            columns[column.ColumnName] = row[column];
        return columns;
    }

    /// <summary>An array of several dimensions as arrays in arrays, so that its shape is kept.</summary>
    private static object?[] Nest(Array array) => Nest(array, new int[array.Rank], 0);

    private static object?[] Nest(Array array, int[] place, int dimension)
    {
        var first = array.GetLowerBound(dimension);
        var items = new object?[array.GetLength(dimension)];
        for (var at = 0; at < items.Length; at++)
        {
            place[dimension] = first + at;
            items[at] = dimension == array.Rank - 1 ? array.GetValue(place) : Nest(array, place, dimension + 1);
        }

        return items;
    }

    private static object? Parse(string json) => JsonValues.Parse(Encoding.UTF8.GetBytes(json));

    private static (Type, Func<object, object?>) Of<T>(Func<T, object?> convert) => (typeof(T), value => convert((T)value));

    private sealed record Converter(Func<object, object?>? Convert);
}
