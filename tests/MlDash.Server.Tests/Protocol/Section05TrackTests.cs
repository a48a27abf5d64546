using System.Buffers.Binary;
using System.Text;
using Parquet;

namespace MlDash.Server.Tests;

/// <summary>Section 5: tracks.</summary>
public sealed class Section05TrackTests(SharedServer shared)
{
    private readonly Api _api = shared.Server.NewUser();

    [Fact]
    public async Task A_track_can_be_made_before_it_has_entries()
    {
        var run = await _api.OpenAsync();
        var made =
            (await _api.PostAsync($"/api/experiments/{run.Id}/tracks", """{"topic":"robot/pose","description":"d","tags":["t"],"metadata":{"fps":30}}""")).Ok;
        Assert.NotEmpty(made["id"].Text);
        var listed = (await ListAsync(run))[0];
        Assert.Equal((made["id"].Text, "d", 0), (listed["id"].Text, listed["description"].Text, listed["totalEntries"].Number));
        Assert.True(listed["firstTimestamp"].IsNull && listed["lastTimestamp"].IsNull);
        Assert.Equal("[]", listed["columns"].Raw);
    }

    [Fact]
    public async Task One_entry_answers_its_timestamp_and_flattened_data()
    {
        var run = await _api.OpenAsync();
        var answer = (await _api.PostAsync(Path(run, "pose", "append"), """{"timestamp":1.50,"data":{"q":{"w":1},"v":[1,2],"n":null}}""")).Ok;
        Assert.Equal("1.50", answer["timestamp"].Raw);
        Assert.Equal("""{"q.w":1,"v":[1,2],"n":null}""", answer["data"].Raw);
    }

    [Fact]
    public async Task A_batch_makes_the_track_flattens_and_widens_what_the_list_says()
    {
        var run = await _api.OpenAsync();
        Assert.Equal(3, (await BatchAsync(run, "pose", """{"timestamp":2,"x":1},{"timestamp":0.5,"q":{"w":2}},{"timestamp":1,"x":null}"""))["count"].Number);
        var track = (await ListAsync(run))[0];
        Assert.Equal(("pose", 3, 0.5, 2), (track["topic"].Text, track["totalEntries"].Number, track["firstTimestamp"].Number, track["lastTimestamp"].Number));
        Assert.Equal("""["q.w","x"]""", track["columns"].Raw);
    }

    [Fact]
    public async Task Entries_come_back_ascending_and_equal_times_stay_separate_in_order_of_arrival()
    {
        var run = await _api.OpenAsync();
        foreach (var entry in (string[])["{\"timestamp\":2,\"x\":1}", "{\"timestamp\":1,\"x\":2}", "{\"timestamp\":2,\"x\":3}"])
            await BatchAsync(run, "t", entry);
        var read = (await _api.GetAsync(Path(run, "t", "data?format=json"))).Ok;
        Assert.Equal("""[{"timestamp":1,"x":2},{"timestamp":2,"x":1},{"timestamp":2,"x":3}]""", read["entries"].Raw);
        Assert.Equal(3, read["count"].Number);
        Assert.Equal(read.Raw, (await _api.GetAsync(Path(run, "t", "data?format=mocap"))).Ok.Raw);
    }

    [Fact]
    public async Task A_range_is_inclusive_at_both_ends_and_columns_keep_the_timestamp()
    {
        var run = await _api.OpenAsync();
        await BatchAsync(run, "t", string.Join(",", Enumerable.Range(0, 6).Select(i => $$"""{"timestamp":{{i * 0.1:0.0}},"x":{{i}},"y":{{i}}}""")));
        var read = (await _api.GetAsync(Path(run, "t", "data?format=json&start_timestamp=0.2&end_timestamp=0.4&columns=x,absent"))).Ok;
        Assert.Equal("""[{"timestamp":0.2,"x":2},{"timestamp":0.3,"x":3},{"timestamp":0.4,"x":4}]""", read["entries"].Raw);
        Assert.Equal(6, (await _api.GetAsync(Path(run, "t", "data?format=json&start_timestamp=-1e-05"))).Ok["count"].Number);
    }

    [Fact]
    public async Task Json_lines_have_one_entry_a_line()
    {
        var run = await _api.OpenAsync();
        await BatchAsync(run, "t", """{"timestamp":1,"x":NaN},{"timestamp":2,"x":"a\nb"}""");
        Assert.Equal(
            "{\"timestamp\":1,\"x\":NaN}\n{\"timestamp\":2,\"x\":\"a\\nb\"}", (await _api.GetAsync(Path(run, "t", "data?format=jsonl&nan=token"))).Text);
        Assert.StartsWith("{\"timestamp\":1,\"x\":null}\n", (await _api.GetAsync(Path(run, "t", "data?format=jsonl&nan=null"))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parquet_has_doubles_texts_JSON_texts_and_nulls()
    {
        var run = await _api.OpenAsync();
        await BatchAsync(run, "t", """{"timestamp":2,"n":1,"s":"a","mix":1,"l":[1,2],"b":true},{"timestamp":1,"n":NaN,"mix":"x"}""");
        var bytes = (await _api.GetAsync(Path(run, "t", "data?format=parquet"))).Is(200).Bytes;
        await using var reader = await ParquetReader.CreateAsync(new MemoryStream(bytes), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(["timestamp", "b", "l", "mix", "n", "s"], reader.Schema.DataFields.Select(f => f.Name));
        using var group = reader.OpenRowGroupReader(0);
        var times = new double[2];
        await group.ReadAsync<double>(reader.Schema.DataFields[0], times.AsMemory(), null, TestContext.Current.CancellationToken);
        Assert.Equal([1.0, 2.0], times);
        var numbers = new double?[2];
        await group.ReadAsync<double>(reader.Schema.DataFields[4], numbers.AsMemory(), null, TestContext.Current.CancellationToken);
        Assert.Equal([double.NaN, 1.0], numbers);
        Assert.Equal(["\"x\"", "1"], await Texts(3));
        Assert.Equal([null, "[1,2]"], await Texts(2));
        Assert.Equal([null, "a"], await Texts(5));
        Assert.Equal(Parquet.Meta.CompressionCodec.ZSTD, group.GetMetadata(reader.Schema.DataFields[0])!.MetaData!.Codec);

        async Task<string?[]> Texts(int column)
        {
            var texts = new string?[2];
            await group.ReadAsync(reader.Schema.DataFields[column], texts.AsMemory(), null, TestContext.Current.CancellationToken);
            return texts;
        }
    }

    [Fact]
    public async Task Mcap_has_one_channel_with_the_topic_and_a_message_an_entry()
    {
        var run = await _api.OpenAsync();
        await BatchAsync(run, "robot%2Fpose", """{"timestamp":1700000000.123456789,"x":1},{"timestamp":1.5,"x":2,"y":NaN,"z":-Infinity,"said":"NaN"}""");
        var bytes = (await _api.GetAsync(Path(run, "robot%2Fpose", "data?format=mcap"))).Is(200).Bytes;
        byte[] magic = [0x89, 0x4D, 0x43, 0x41, 0x50, 0x30, 0x0D, 0x0A];
        Assert.Equal(magic, bytes[..8]);
        Assert.Equal(magic, bytes[^8..]);
        var records = new List<(byte Kind, byte[] Content)>();
        for (var at = 8; at < bytes.Length - 8;)
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at + 1));
            records.Add((bytes[at], bytes[(at + 9)..(at + 9 + length)]));
            at += 9 + length;
        }
        Assert.Equal([0x01, 0x03, 0x04, 0x05, 0x05, 0x0F, 0x02], records.Select(r => r.Kind));
        var channel = Encoding.UTF8.GetString(records[2].Content);
        Assert.Contains("robot/pose", channel, StringComparison.Ordinal);
        Assert.Contains("json", channel, StringComparison.Ordinal);
        Assert.Equal(1_500_000_000UL, BinaryPrimitives.ReadUInt64LittleEndian(records[3].Content.AsSpan(6)));
        Assert.Equal(1_700_000_000_123_456_789UL, BinaryPrimitives.ReadUInt64LittleEndian(records[4].Content.AsSpan(6)));
        Assert.Equal("""{"timestamp":1.5,"x":2,"y":null,"z":null,"said":"NaN"}""", Encoding.UTF8.GetString(records[3].Content.AsSpan(22)));
    }

    [Fact]
    public async Task Another_format_is_400_and_a_topic_that_does_not_exist_404()
    {
        var run = await _api.OpenAsync();
        await BatchAsync(run, "t", """{"timestamp":1}""");
        (await _api.GetAsync(Path(run, "t", "data?format=csv"))).Is(400);
        (await _api.GetAsync(Path(run, "nope", "data?format=json"))).Is(404);
    }

    [Fact]
    public async Task The_topic_filter_ends_with_a_star_or_is_exact()
    {
        var run = await _api.OpenAsync();
        foreach (var topic in (string[])["robot", "robot%2Fa", "robot%2Fb%2Fc", "robots%2Fd"])
            await BatchAsync(run, topic, """{"timestamp":1}""");
        async Task<string> Topics(string filter) =>
            string.Join(",", (await _api.GetAsync($"/api/experiments/{run.Id}/tracks?topic={filter}")).Ok["tracks"].All.Select(t => t["topic"].Text));
        Assert.Equal("robot/a,robot/b/c", await Topics("robot%2F%2A"));
        Assert.Equal("robot", await Topics("robot"));
        Assert.Equal("robot,robot/a,robot/b/c,robots/d", await Topics(""));
    }

    [Fact]
    public async Task Entries_without_a_time_are_counted_and_the_others_kept()
    {
        var run = await _api.OpenAsync();
        var answer = await BatchAsync(run, "t", """{"timestamp":1,"x":1},{"x":2},{"timestamp":"no"},{"timestamp":NaN},7""");
        Assert.Equal((1, 4), (answer["count"].Number, answer["rejected"].Number));
        (await _api.PostAsync(Path(run, "t", "append_batch"), """{"entries":[{"x":1}]}""")).Is(400);
        (await _api.PostAsync(Path(run, "t", "append"), """{"data":{"x":1}}""")).Is(400);
    }

    private static string Path(Run run, string topic, string verb) => $"/api/experiments/{run.Id}/tracks/{topic}/{verb}";

    private async Task<Json> BatchAsync(Run run, string topic, string entries) =>
        (await _api.PostAsync(Path(run, topic, "append_batch"), $$"""{"entries":[{{entries}}]}""")).Ok;

    private async Task<Json> ListAsync(Run run) => (await _api.GetAsync($"/api/experiments/{run.Id}/tracks")).Ok["tracks"];
}
