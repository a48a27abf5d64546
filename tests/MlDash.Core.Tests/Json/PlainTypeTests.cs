using System.Collections;
using System.Data;
using System.Dynamic;
using System.Globalization;
using System.Net;
using System.Net.Mail;
using System.Numerics;
using System.Security;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using MlDash.Json;
using MlDash.Parameters;

namespace MlDash.Tests.Json;

public sealed class PlainTypeTests
{
    [Fact]
    public void What_everybody_reads_as_one_value_is_one()
    {
        var xml = new XmlDocument();
        xml.LoadXml("<a><b>1</b></a>");
        Assert.Equal("\"http://a/?b c\"", Write(new Uri("http://a/?b c")));
        Assert.Equal(Write(Path.Combine(Path.GetTempPath(), "x")), Write(new FileInfo(Path.Combine(Path.GetTempPath(), "x"))));
        Assert.Equal(Write(Path.GetFullPath("x")), Write(new DirectoryInfo("x")));
        Assert.Equal("\"10.0.0.1\"", Write(IPAddress.Parse("10.0.0.1")));
        Assert.Equal("\"10.0.0.1:80\"", Write(new IPEndPoint(IPAddress.Parse("10.0.0.1"), 80)));
        Assert.Equal("\"ada@example.org\"", Write(new MailAddress("ada@example.org")));
        Assert.Equal("\"1.2.3\"", Write(new Version(1, 2, 3)));
        Assert.Equal("\"de-DE\"", Write(CultureInfo.GetCultureInfo("de-DE")));
        Assert.Equal("\"a+b\"", Write(new Regex("a+b")));
        Assert.Equal("\"utf-8\"", Write(Encoding.UTF8));
        Assert.Equal("\"UTC\"", Write(TimeZoneInfo.Utc));
        Assert.Equal("\"<a><b>1</b></a>\"", Write(xml));
        Assert.Equal("\"<a>1</a>\"", Write(new XElement("a", 1)));
        Assert.Equal("\"System.Int32\"", Write(typeof(int)));
        Assert.Equal("\"ab\"", Write(new StringBuilder("ab")));
    }

    [Fact]
    public void Every_number_of_dotnet_keeps_its_digits()
    {
        Assert.Equal("170141183460469231731687303715884105727", Write(Int128.MaxValue));
        Assert.Equal("340282366920938463463374607431768211455", Write(UInt128.MaxValue));
        Assert.Equal("0.1", Write((Half)0.1));
        Assert.Equal("NaN", Write(Half.NaN));
        Assert.Equal("0.1", Write(0.1f));
        Assert.Equal("7", Write((nint)7));
        Assert.Equal("18446744073709551616", Write(BigInteger.Pow(2, 64)));
        Assert.Equal("1.10", Write(1.10m));
    }

    [Fact]
    public void Dates_and_times_are_iso_in_every_culture()
    {
        var culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("ar-SA");
        try
        {
            Assert.Equal("\"2026-02-01\"", Write(new DateOnly(2026, 2, 1)));
            Assert.Equal("\"03:04:05.0060000\"", Write(new TimeOnly(3, 4, 5, 6)));
            Assert.Equal("\"2026-02-01T00:00:00.000000Z\"", Write(new DateTime(2026, 2, 1, 0, 0, 0, DateTimeKind.Utc)));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void What_holds_names_and_values_is_an_object()
    {
        IDictionary<string, object?> expando = new ExpandoObject();
        expando["a"] = 1;
        expando["b"] = new[] { 1, 2 };
        Assert.Equal("{\"a\":1,\"b\":[1,2]}", Write(expando));
        Assert.Equal("{\"a\":[1,{\"b\":null}],\"c\":12345678901234567890}", Write(JsonNode.Parse("{\"a\": [1, {\"b\": null}], \"c\": 12345678901234567890}")));
        using var document = JsonDocument.Parse("[1.5, \"x\"]");
        Assert.Equal("[1.5,\"x\"]", Write(document));
        Assert.Equal("[1.5,\"x\"]", Write(document.RootElement));
    }

    [Fact]
    public void A_row_is_its_columns_and_a_cell_without_a_value_is_null()
    {
        using var table = new DataTable();
        table.Columns.Add("id", typeof(int));
        table.Columns.Add("note", typeof(string));
        table.Rows.Add(1, DBNull.Value);

        Assert.Equal("{\"id\":1,\"note\":null}", Write(table.Rows[0]));
        Assert.Equal("{\"id\":1,\"note\":null}", Write(table.DefaultView[0]));
        Assert.Equal("[{\"id\":1,\"note\":null}]", Write(table));
        Assert.Equal(["row.id", "row.note"], ParameterFlattening.Flatten(new Hashtable { ["row"] = table.Rows[0] }).Keys.Cast<string>());
    }

    [Fact]
    public void Arrays_of_several_dimensions_keep_their_shape()
    {
        Assert.Equal("[[1,2,3],[4,5,6]]", Write(new[,] { { 1, 2, 3 }, { 4, 5, 6 } }));
        Assert.Equal("[[[1],[2]]]", Write(new[, ,] { { { 1 }, { 2 } } }));
        Assert.Equal("[[],[]]", Write(new int[2, 0]));
    }

    [Fact]
    public void Nothing_of_a_database_is_null_and_a_parameter_with_it_stays()
    {
        var flat = ParameterFlattening.Flatten(new Hashtable { ["gpu"] = DBNull.Value });

        Assert.True(flat.Contains("gpu"));
        Assert.Null(flat["gpu"]);
        Assert.Equal("[null]", Write(new ArrayList { DBNull.Value }));
    }

    [Fact]
    public void A_secret_is_refused_as_a_parameter_before_anything_is_written()
    {
        using var secret = new SecureString();
        Assert.Equal("SecretRefused", Assert.Throws<ExperimentException>(() => ParameterFlattening.Flatten(new Hashtable { ["s"] = secret })).ErrorId);
        Assert.Equal(
            "SecretRefused",
            Assert.Throws<ExperimentException>(() => ParameterFlattening.Flatten(new Hashtable { ["s"] = new NetworkCredential("ada", "x") })).ErrorId);
    }

    private static string Write(object? value) =>
        ScriptValues.ToJson(value).Replace("\n", string.Empty, StringComparison.Ordinal).Replace("  ", string.Empty, StringComparison.Ordinal)
        .Replace("\": ", "\":", StringComparison.Ordinal);
}
