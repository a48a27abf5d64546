using System.Buffers.Binary;
using System.Numerics;
using MlDash.Import.Importing;
using MlDash.Storage.Local;
using MlDash.TensorBoard;

namespace MlDash.Benchmarks;

/// <summary>Importing an event file of TensorBoard, against reading it.</summary>
internal static class ImportRows
{
    private const int Scalars = 1_000_000;

    public static IEnumerable<Row> Run(Workspace workspace)
    {
        var file = Path.Combine(workspace.In("events"), "events.out.tfevents.1");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        Write(file);
        var round = 0;
        yield return Measured.Speed(
            "import 1,000,000 scalars of a TensorBoard file, written as an experiment",
            "a bare pass over the file: its records, their checksums, their events",
            0.3,
            3,
            () => ImportInto(workspace.In($"imported-{round++}"), file),
            () => Read(file));
    }

    private static void ImportInto(string root, string file)
    {
        var import = new ExperimentImport(new LocalExperimentStore(root));
        var points = import.Find(file, CancellationToken.None)
            .Sum(found => import.ImportAsync(found, CancellationToken.None).GetAwaiter().GetResult().Points);
        if (points != Scalars)
            throw new InvalidOperationException($"{Scalars} points were expected, {points} were imported.");
    }

    private static void Read(string file)
    {
        var (records, decoder, values) = (new EventRecords(), new EventDecoder(), 0L);
        using var stream = File.OpenRead(file);
        var block = new byte[1 << 20];
        for (int read; (read = stream.Read(block)) > 0;)
        {
            records.Add(block.AsSpan(0, read));
            while (records.TryRead(out var record))
                values += decoder.TryDecode(record, out var found) ? found.Values.Count : 0;
        }

        if (values != Scalars)
            throw new InvalidOperationException($"{Scalars} values were expected, {values} were read.");
    }

    /// <summary>A file as PyTorch writes it: a record a scalar.</summary>
    private static void Write(string file)
    {
        using var stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        Span<byte> record = stackalloc byte[64];
        Span<byte> head = stackalloc byte[12];
        Span<byte> tail = stackalloc byte[4];
        for (var step = 0; step < Scalars; step++)
        {
            var data = record[..Event(record, step, MathF.Exp(-step / 1e5f))];
            BinaryPrimitives.WriteInt64LittleEndian(head, data.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(head[8..], Checksum(head[..8]));
            BinaryPrimitives.WriteUInt32LittleEndian(tail, Checksum(data));
            stream.Write(head);
            stream.Write(data);
            stream.Write(tail);
        }
    }

    /// <summary>CRC-32C with the mask of record files.</summary>
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
            crc = BitOperations.Crc32C(crc, one);
        crc = ~crc;
        return ((crc >> 15) | (crc << 17)) + 0xA282EAD8;
    }

    private static int Event(Span<byte> target, int step, float value)
    {
        var tag = "train/loss"u8;
        var at = 0;
        target[at++] = (1 << 3) | 1;
        BinaryPrimitives.WriteDoubleLittleEndian(target[at..], 1_700_000_000 + (step * 0.01));
        at += sizeof(double);
        target[at++] = 2 << 3;
        for (var rest = (uint)step; ; rest >>= 7)
        {
            target[at++] = (byte)(rest >= 0x80 ? rest | 0x80 : rest);
            if (rest < 0x80)
                break;
        }

        target[at++] = (5 << 3) | 2;
        target[at++] = (byte)(2 + 2 + tag.Length + 5);
        target[at++] = (1 << 3) | 2;
        target[at++] = (byte)(2 + tag.Length + 5);
        target[at++] = (1 << 3) | 2;
        target[at++] = (byte)tag.Length;
        tag.CopyTo(target[at..]);
        at += tag.Length;
        target[at++] = (2 << 3) | 5;
        BinaryPrimitives.WriteSingleLittleEndian(target[at..], value);
        return at + sizeof(float);
    }
}
