using System.Buffers.Binary;
using System.Collections;
using System.Text;
using System.Text.Json;
using MlDash.Export;
using MlDash.Json;
using MlDash.Tests.Support;

namespace MlDash.Tests.Export;

public sealed class McapExportTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Mcap_holds_a_channel_with_the_topic_and_a_message_an_entry_with_its_time_in_nanoseconds()
    {
        var path = _scene.In("pose.mcap");
        await using (var experiment = await _scene.StartAsync())
        {
            var clock = new AppendClock();
            experiment.Track("robot/pose").Append(new Hashtable { ["x"] = 1, ["name"] = "é" }, clock, 1767225600.123457);
            experiment.Track("robot/pose").Append(new Hashtable { ["x"] = double.NaN, ["low"] = double.NegativeInfinity, ["said"] = "NaN" }, clock, 1767225601);
            Assert.Equal(2, await TrackExport.ToFileAsync(experiment.Track("robot/pose"), new(), TrackFormat.Mcap, path, overwrite: false));
        }

        var file = await File.ReadAllBytesAsync(path);
        byte[] magic = [0x89, .. "MCAP0\r\n"u8];
        Assert.Equal(magic, file[..8]);
        Assert.Equal(magic, file[^8..]);
        var records = Records(file.AsMemory(8..^8)).ToList();
        Assert.Equal([1, 3, 4, 5, 5, 15, 2], records.Select(record => (int)record.Kind));
        Assert.Contains("robot/pose", Encoding.UTF8.GetString(records[2].Content.Span), StringComparison.Ordinal);
        Assert.Equal(
            [1767225600123457000UL, 1767225601000000000UL],
            records.Where(record => record.Kind == 5).Select(record => BinaryPrimitives.ReadUInt64LittleEndian(record.Content.Span[6..])));
        var first = Assert.IsAssignableFrom<IDictionary>(JsonValues.Parse(records[3].Content[22..].ToArray()));
        Assert.Equal(["timestamp", "x", "name"], first.Keys.Cast<string>().OrderBy(name => name == "name").ThenBy(name => name == "x"));
        Assert.Equal(1767225600.123457, first["timestamp"]);
        Assert.Equal("é", first["name"]);
        // A strict reader takes the message, which has no numbers that JSON does not know.
        using var second = JsonDocument.Parse(records[4].Content[22..]);
        Assert.Equal(JsonValueKind.Null, second.RootElement.GetProperty("x").ValueKind);
        Assert.Equal(JsonValueKind.Null, second.RootElement.GetProperty("low").ValueKind);
        Assert.Equal("NaN", second.RootElement.GetProperty("said").GetString());
    }

    private static IEnumerable<(byte Kind, ReadOnlyMemory<byte> Content)> Records(ReadOnlyMemory<byte> file)
    {
        while (!file.IsEmpty)
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file.Span[1..]);
            yield return (file.Span[0], file.Slice(9, length));
            file = file[(9 + length)..];
        }
    }
}
