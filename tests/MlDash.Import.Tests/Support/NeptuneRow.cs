using Parquet;
using Parquet.Serialization;
using Parquet.Serialization.Attributes;

namespace MlDash.Import.Tests.Support;

/// <summary>A row of the exporter of Neptune, with the columns of its published schema.</summary>
public sealed class NeptuneRow
{
    public string? project_id { get; set; } = "lab/digits";

    public string? run_id { get; set; } = "DIG-7";

    public string? attribute_path { get; set; }

    public string? attribute_type { get; set; }

    [ParquetDecimal(18, 6)]
    public decimal? step { get; set; }

    [ParquetTimestamp]
    public DateTime? timestamp { get; set; }

    public long? int_value { get; set; }

    public double? float_value { get; set; }

    public string? string_value { get; set; }

    public bool? bool_value { get; set; }

    [ParquetTimestamp]
    public DateTime? datetime_value { get; set; }

    public List<string>? string_set_value { get; set; }

    public NeptuneFile? file_value { get; set; }

    public NeptuneHistogram? histogram_value { get; set; }

    public static NeptuneRow Of(string path, string type) => new() { attribute_path = path, attribute_type = type };

    public static NeptuneRow Value(string path, object value) => value switch
    {
        string text => new() { attribute_path = path, attribute_type = "string", string_value = text },
        long whole => new() { attribute_path = path, attribute_type = "int", int_value = whole },
        double real => new() { attribute_path = path, attribute_type = "float", float_value = real },
        bool flag => new() { attribute_path = path, attribute_type = "bool", bool_value = flag },
        _ => new() { attribute_path = path, attribute_type = "datetime", datetime_value = (DateTime)value },
    };

    public static NeptuneRow Words(string path, params string[] words) =>
        new() { attribute_path = path, attribute_type = "string_set", string_set_value = [.. words] };

    public static NeptuneRow At(string path, string type, decimal step, int second) =>
        new() { attribute_path = path, attribute_type = type, step = step, timestamp = new DateTime(2026, 2, 3, 4, 5, second, DateTimeKind.Utc) };

    public static byte[] Bytes(int rowsAGroup, params NeptuneRow[] rows)
    {
        using var bytes = new MemoryStream();
        ParquetSerializer.SerializeAsync(rows, bytes, new ParquetOptions { RowGroupSize = rowsAGroup }).GetAwaiter().GetResult();
        return bytes.ToArray();
    }
}

/// <summary>Where a file is.</summary>
public sealed class NeptuneFile
{
    public string? path { get; set; }
}

/// <summary>A histogram.</summary>
public sealed class NeptuneHistogram
{
    public string? type { get; set; }

    public List<double>? edges { get; set; }

    public List<double>? values { get; set; }
}
