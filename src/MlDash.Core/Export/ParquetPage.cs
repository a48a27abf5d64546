namespace MlDash.Export;

/// <summary>What a page says about itself.</summary>
internal record struct ParquetPage
{
    /// <summary>A page of values.</summary>
    public const int Data = 0;

    /// <summary>The values that others are places of.</summary>
    public const int Dictionary = 2;

    /// <summary>A page of values of the second version.</summary>
    public const int Data2 = 3;

    /// <summary><see cref="Data"/>, <see cref="Dictionary"/>, <see cref="Data2"/>, or another kind.</summary>
    public int Kind { get; private set; }

    /// <summary>How many bytes its header has.</summary>
    public int HeaderLength { get; private set; }

    /// <summary>How many bytes it has in the file, without the header.</summary>
    public int Compressed { get; private set; }

    /// <summary>How many bytes it says that it has when it is not compressed.</summary>
    public int Uncompressed { get; private set; }

    /// <summary>How many values it has, with absent ones.</summary>
    public int Values { get; private set; }

    /// <summary>How the values are encoded.</summary>
    public ParquetEncoding Encoding { get; private set; }

    /// <summary>How many bytes the levels of definition have; only the second version says it.</summary>
    public int DefinitionLength { get; private set; }

    /// <summary>How many bytes the levels of repetition have; only the second version says it.</summary>
    public int RepetitionLength { get; private set; }

    /// <summary>Whether its values are compressed, if the column is.</summary>
    public bool IsCompressed { get; private set; }

    /// <summary>Reads the header.</summary>
    public static ParquetPage Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new ThriftReader(bytes);
        var page = new ParquetPage { Kind = -1, IsCompressed = true };
        var id = 0;
        while (reader.Field(ref id, out var kind))
        {
            switch (id)
            {
                case 1:
                    page.Kind = reader.Int(kind);
                    break;
                case 2:
                    page.Uncompressed = reader.Int(kind);
                    break;
                case 3:
                    page.Compressed = reader.Int(kind);
                    break;
                case 5 or 7:
                    page.ReadValues(ref reader, kind);
                    break;
                case 8:
                    page.ReadValues2(ref reader, kind);
                    break;
                default:
                    reader.Skip(kind);
                    break;
            }
        }

        page.HeaderLength = reader.Position;
        return page;
    }

    private void ReadValues(ref ThriftReader reader, ThriftKind kind)
    {
        ThriftReader.Struct(kind);
        var id = 0;
        while (reader.Field(ref id, out var inner))
        {
            if (id == 1)
                Values = reader.Int(inner);
            else if (id == 2)
                Encoding = (ParquetEncoding)reader.Int(inner);
            else
                reader.Skip(inner);
        }
    }

    private void ReadValues2(ref ThriftReader reader, ThriftKind kind)
    {
        ThriftReader.Struct(kind);
        var id = 0;
        while (reader.Field(ref id, out var inner))
        {
            switch (id)
            {
                case 1:
                    Values = reader.Int(inner);
                    break;
                case 4:
                    Encoding = (ParquetEncoding)reader.Int(inner);
                    break;
                case 5:
                    DefinitionLength = reader.Int(inner);
                    break;
                case 6:
                    RepetitionLength = reader.Int(inner);
                    break;
                case 7:
                    IsCompressed = inner == ThriftKind.True;
                    break;
                default:
                    reader.Skip(inner);
                    break;
            }
        }
    }
}

/// <summary>How values are encoded, as the numbers of the format.</summary>
internal enum ParquetEncoding
{
    Plain = 0,
    PlainDictionary = 2,
    Runs = 3,
    Packed = 4,
    Delta = 5,
    DeltaLength = 6,
    DeltaBytes = 7,
    Dictionary = 8,
    SplitBytes = 9,
}
