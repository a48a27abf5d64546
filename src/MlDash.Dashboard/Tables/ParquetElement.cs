using MlDash.Export;

namespace MlDash.Dashboard.Tables;

/// <summary>How values are stored, as the numbers of the format.</summary>
internal enum ParquetStored
{
    Flag = 0,
    Int32 = 1,
    Int64 = 2,
    Int96 = 3,
    Single = 4,
    Double = 5,
    Bytes = 6,
    FixedBytes = 7,
}

/// <summary>What stored values mean.</summary>
internal enum ParquetMeaning
{
    /// <summary>What they are stored as.</summary>
    Itself,

    /// <summary>Text.</summary>
    Text,

    /// <summary>Decimal numbers.</summary>
    Decimal,

    /// <summary>Days since 1970.</summary>
    Date,

    /// <summary>Time of a day.</summary>
    Time,

    /// <summary>A moment.</summary>
    Moment,

    /// <summary>Whole numbers without a sign.</summary>
    Unsigned,

    /// <summary>UUIDs.</summary>
    Uuid,

    /// <summary>Numbers of 16 bits.</summary>
    Half,
}

/// <summary>An element of a schema: a column, or a group of them.</summary>
internal sealed record ParquetElement
{
    /// <summary>There is always a value.</summary>
    public const int Required = 0;

    /// <summary>There may be any number of them.</summary>
    public const int Repeated = 2;

    /// <summary>Its name.</summary>
    public string Name { get; private set; } = "";

    /// <summary>How values are stored.</summary>
    public ParquetStored Stored { get; private set; }

    /// <summary>How many bytes a value has, where all have as many.</summary>
    public int Length { get; private set; }

    /// <summary><see cref="Required"/>, 1 for optional, or <see cref="Repeated"/>.</summary>
    public int Repetition { get; private set; }

    /// <summary>How many elements are in it; 0 for a column.</summary>
    public int Children { get; private set; }

    /// <summary>What its values mean.</summary>
    public ParquetMeaning Meaning { get; private set; }

    /// <summary>Digits behind the point of decimal numbers.</summary>
    public int Scale { get; private set; }

    /// <summary>How many units of time are a second.</summary>
    public long UnitsASecond { get; private set; } = 1000;

    /// <summary>Reads one.</summary>
    public static ParquetElement Read(ref ThriftReader reader)
    {
        var element = new ParquetElement();
        var id = 0;
        while (reader.Field(ref id, out var kind))
        {
            switch (id)
            {
                case 1:
                    element.Stored = (ParquetStored)reader.Int(kind);
                    break;
                case 2:
                    element.Length = reader.Int(kind);
                    break;
                case 3:
                    element.Repetition = reader.Int(kind);
                    break;
                case 4:
                    element.Name = reader.Text(kind);
                    break;
                case 5:
                    element.Children = reader.Int(kind);
                    break;
                case 6:
                    element.Convert(reader.Int(kind));
                    break;
                case 7:
                    element.Scale = reader.Int(kind);
                    break;
                case 10:
                    element.ReadMeaning(ref reader, kind);
                    break;
                default:
                    reader.Skip(kind);
                    break;
            }
        }

        return element;
    }

    // The older words for what the values mean.
    private void Convert(int type) => (Meaning, UnitsASecond) = type switch
    {
        0 or 4 or 19 => (ParquetMeaning.Text, UnitsASecond),
        5 => (ParquetMeaning.Decimal, UnitsASecond),
        6 => (ParquetMeaning.Date, UnitsASecond),
        7 => (ParquetMeaning.Time, 1_000),
        8 => (ParquetMeaning.Time, 1_000_000),
        9 => (ParquetMeaning.Moment, 1_000),
        10 => (ParquetMeaning.Moment, 1_000_000),
        >= 11 and <= 14 => (ParquetMeaning.Unsigned, UnitsASecond),
        _ => (Meaning, UnitsASecond),
    };

    private void ReadMeaning(ref ThriftReader reader, ThriftKind kind)
    {
        ThriftReader.Struct(kind);
        var id = 0;
        while (reader.Field(ref id, out var inner))
        {
            Meaning = id switch
            {
                1 or 4 or 12 => ParquetMeaning.Text,
                5 => ParquetMeaning.Decimal,
                6 => ParquetMeaning.Date,
                7 => ParquetMeaning.Time,
                8 => ParquetMeaning.Moment,
                14 => ParquetMeaning.Uuid,
                15 => ParquetMeaning.Half,
                _ => Meaning,
            };
            if (id is 7 or 8)
                ReadUnit(ref reader, inner);
            else
                reader.Skip(inner);
        }
    }

    private void ReadUnit(ref ThriftReader reader, ThriftKind kind)
    {
        ThriftReader.Struct(kind);
        var id = 0;
        while (reader.Field(ref id, out var inner))
        {
            if (id != 2)
            {
                reader.Skip(inner);
                continue;
            }

            ThriftReader.Struct(inner);
            var unit = 0;
            while (reader.Field(ref unit, out var nothing))
            {
                UnitsASecond = unit switch { 1 => 1_000, 2 => 1_000_000, _ => 1_000_000_000 };
                reader.Skip(nothing);
            }
        }
    }
}
