using MlDash.TensorBoard;

namespace MlDash.Tests.TensorBoard;

public sealed class EventDecoderTests
{
    private readonly EventDecoder _decoder = new();

    public static TheoryData<string, byte[], object> Tensors => new()
    {
        { "float_val", [.. EventBytes.Whole(1, 1), .. EventBytes.Field(5, BitConverter.GetBytes(0.1f))], 0.1 },
        { "float content", [.. EventBytes.Whole(1, 1), .. EventBytes.Field(2, []), .. EventBytes.Field(4, BitConverter.GetBytes(0.1f))], 0.1 },
        { "double_val", [.. EventBytes.Whole(1, 2), .. EventBytes.Field(6, BitConverter.GetBytes(1e-300))], 1e-300 },
        { "double content", [.. EventBytes.Whole(1, 2), .. EventBytes.Field(4, BitConverter.GetBytes(0.25))], 0.25 },
        { "int_val", [.. EventBytes.Whole(1, 3), .. EventBytes.Field(7, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1])], -1L },
        { "int64_val, not packed", [.. EventBytes.Whole(1, 9), .. EventBytes.Whole(10, 9_007_199_254_740_993)], 9_007_199_254_740_993 },
        { "int64 content", [.. EventBytes.Whole(1, 9), .. EventBytes.Field(4, BitConverter.GetBytes(-5L))], -5L },
        { "bool_val", [.. EventBytes.Whole(1, 10), .. EventBytes.Field(11, [1])], 1L },
        { "half_val", [.. EventBytes.Whole(1, 19), .. EventBytes.Field(13, [0x80, 0x78])], 1.0 },
        { "bfloat16 content", [.. EventBytes.Whole(1, 14), .. EventBytes.Field(4, [0x80, 0x3F])], 1.0 },
        {
            "a shape of one element",
            [.. EventBytes.Whole(1, 1), .. EventBytes.Field(2, EventBytes.Field(2, [8, 1])), .. EventBytes.Field(5, BitConverter.GetBytes(2f))],
            2.0
        },
    };

    [Theory]
    [MemberData(nameof(Tensors))]
    public void Tensors_of_one_element_are_numbers(string form, byte[] tensor, object number)
    {
        var value = Only(EventBytes.Event(1, 1, EventBytes.Tensor("t", "scalars", tensor)));

        Assert.True(number.Equals(value.Number), $"{form}: {value.Number}");
    }

    [Fact]
    public void A_tensor_of_several_elements_is_no_number()
    {
        byte[] shape = EventBytes.Field(2, EventBytes.Field(2, [8, 2]));
        var value = Only(EventBytes.Event(1, 1, EventBytes.Tensor("t", "scalars", EventBytes.Whole(1, 1), shape, EventBytes.Field(5, new byte[8]))));

        Assert.Null(value.Number);
    }

    [Fact]
    public void A_simple_value_has_the_shortest_digits_of_its_float()
    {
        Assert.Equal(0.1, Only(EventBytes.Event(1, 1, EventBytes.Simple("loss", 0.1f))).Number);
        Assert.Equal(double.NaN, Only(EventBytes.Event(1, 1, EventBytes.Simple("loss", float.NaN))).Number);
        Assert.Equal(double.PositiveInfinity, Only(EventBytes.Event(1, 1, EventBytes.Simple("loss", float.PositiveInfinity))).Number);
    }

    [Fact]
    public void Time_step_tag_and_version_are_those_of_the_event()
    {
        Assert.True(_decoder.TryDecode(EventBytes.Version(), out var first));
        Assert.True(_decoder.TryDecode(EventBytes.Event(1234.5, -3, EventBytes.Simple("a/b", 1), EventBytes.Simple("c", 2)), out var second));

        Assert.Equal(("brain.Event:2", 0), (first.FileVersion, first.Values.Count));
        Assert.Equal((1234.5, -3L), (second.Seconds, second.Step));
        Assert.Equal(["a/b", "c"], second.Values.Select(value => value.Tag));
    }

    [Fact]
    public void Only_the_first_value_of_a_tag_says_its_plugin_and_all_have_it()
    {
        byte[] text = [.. EventBytes.Whole(1, 1), .. EventBytes.Field(5, BitConverter.GetBytes(2f))];
        var first = Only(EventBytes.Event(1, 1, EventBytes.Tensor("note", "text", text)));
        var second = Only(EventBytes.Event(1, 2, EventBytes.Tensor("note", null, text)));
        var other = Only(EventBytes.Event(1, 2, EventBytes.Tensor("loss", null, text)));

        Assert.Equal(("text", "text"), (first.Plugin, second.Plugin));
        Assert.Equal([7, 8], first.PluginData.ToArray());
        // A number belongs to the scalars, also where nothing says so; of another plugin it is something else.
        Assert.Equal((null, 2.0), (second.Number, other.Number));
    }

    [Fact]
    public void Other_kinds_keep_their_message()
    {
        byte[] image = [.. EventBytes.Field(1, "photo"u8.ToArray()), .. EventBytes.Field(4, [1, 2, 3])];
        var value = Only(EventBytes.Event(1, 1, image));

        Assert.Equal(EventKind.Image, value.Kind);
        Assert.Equal([1, 2, 3], value.Content.ToArray());
    }

    [Fact]
    public void What_is_no_event_is_refused()
    {
        Assert.False(_decoder.TryDecode(new byte[] { 0x0A, 0xFF, 0xFF }, out _));
        Assert.False(_decoder.TryDecode(EventBytes.Field(5, EventBytes.Field(1, [0x0A, 0x7F])), out _));
    }

    private EventValue Only(byte[] record)
    {
        Assert.True(_decoder.TryDecode(record, out var read));
        return Assert.Single(read.Values);
    }
}
