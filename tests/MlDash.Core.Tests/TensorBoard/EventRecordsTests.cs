using System.Diagnostics;
using MlDash.TensorBoard;

namespace MlDash.Tests.TensorBoard;

public sealed class EventRecordsTests
{
    private static readonly byte[] _file = EventBytes.File("loss", 5);

    [Fact]
    public void The_checksum_is_the_one_that_is_reckoned_bit_by_bit()
    {
        var random = new Random(7);
        for (var length = 0; length < 300; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            Assert.Equal(EventBytes.Checksum(bytes), MaskedChecksum.Of(bytes));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public void Records_are_the_same_in_whatever_parts_the_bytes_come(int part)
    {
        var records = new EventRecords();

        Assert.Equal([1, 2, 3, 4, 5], Steps(records, _file, part));
        Assert.Equal((0, 0), (records.Damaged, records.TooLong));
    }

    [Fact]
    public void A_tail_that_is_cut_waits_for_its_rest()
    {
        for (var cut = 0; cut < _file.Length; cut++)
        {
            var records = new EventRecords();
            var before = Steps(records, _file[..cut], 64);
            var after = Steps(records, _file[cut..], 64);

            Assert.Equal([1, 2, 3, 4, 5], [.. before, .. after]);
            Assert.Equal(0, records.Damaged);
        }
    }

    [Fact]
    public void A_flipped_byte_costs_its_own_record_alone()
    {
        for (var at = 0; at < _file.Length; at++)
        {
            var damaged = _file.ToArray();
            damaged[at] ^= 0x40;
            var records = new EventRecords();
            var steps = Steps(records, damaged, 64);

            // The first record is the version, which has no step.
            Assert.InRange(steps.Count, 4, 5);
            Assert.Equal(steps, steps.Order());
            // A record that is damaged at its end is seen when the next one has come.
            Assert.Equal(1, records.Damaged);
        }
    }

    [Fact]
    public void What_is_no_record_between_two_is_left_out()
    {
        var records = new EventRecords();
        byte[] mixed = [.. _file, .. new byte[1000], .. "some text in between"u8, .. EventBytes.Record(EventBytes.Event(9, 9, EventBytes.Simple("loss", 1)))];

        Assert.Equal([1, 2, 3, 4, 5, 9], Steps(records, mixed, 64));
        Assert.Equal(1, records.Damaged);
    }

    [Theory]
    [InlineData(EventRecords.LongestRecord + 1UL)]
    [InlineData(1UL << 40)]
    [InlineData(ulong.MaxValue)]
    public void A_length_that_cannot_be_is_left_out_and_takes_no_memory(ulong length)
    {
        var records = new EventRecords();
        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = Steps(records, EventBytes.Record([], length), 64);
        var block = new byte[64 * 1024];
        for (var at = 0; at < 500; at++)
            records.Add(block);

        Assert.Equal(1, records.TooLong);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void Behind_a_record_that_is_too_long_reading_continues()
    {
        var records = new EventRecords();
        var length = EventRecords.LongestRecord + 1UL;
        records.Add(EventBytes.Record([], length).AsSpan(0, 12));
        Assert.False(records.TryRead(out _));
        for (var left = (long)length + 4; left > 0; left -= 1 << 20)
            records.Add(new byte[Math.Min(left, 1 << 20)]);

        Assert.Equal([1, 2, 3, 4, 5], Steps(records, _file, 64));
    }

    [Fact]
    public void Ten_thousand_damaged_files_end_neither_in_a_crash_nor_in_a_hang()
    {
        var random = new Random(20261130);
        byte[] tensor = EventBytes.Tensor("t", "scalars", EventBytes.Whole(1, 1), EventBytes.Field(2, []), EventBytes.Field(5, BitConverter.GetBytes(0.5f)));
        byte[] whole = [.. _file, .. EventBytes.Record(EventBytes.Event(8, 8, tensor))];
        var start = Stopwatch.GetTimestamp();
        var read = 0L;
        for (var turn = 0; turn < 10_000; turn++)
        {
            var damaged = whole[..random.Next(whole.Length + 1)];
            for (var change = random.Next(6); change > 0 && damaged.Length > 0; change--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            read += Steps(new EventRecords(), damaged, random.Next(1, 100)).Count;
            // The same behind checksums that are right: what a record says of itself is damaged, too.
            var data = EventBytes.Event(8, 8, tensor, EventBytes.Simple("a/b", 2));
            for (var change = random.Next(1, 6); change > 0; change--)
                data[random.Next(data.Length)] = (byte)random.Next(256);
            read += Steps(new EventRecords(), EventBytes.Record(data), 64).Count;
        }

        Assert.InRange(read, 10_000, 80_000);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(60));
    }

    private static List<long> Steps(EventRecords records, byte[] bytes, int part)
    {
        var steps = new List<long>();
        var decoder = new EventDecoder();
        foreach (var block in bytes.Chunk(part))
        {
            records.Add(block);
            while (records.TryRead(out var record))
            {
                if (decoder.TryDecode(record, out var read) && read.Values.Count > 0)
                    steps.Add(read.Step);
            }
        }

        return steps;
    }
}
