using System.Diagnostics;
using System.Globalization;
using MlDash.Watching;

namespace MlDash.Tests.Watching;

public sealed class NumberPatternTests
{
    [Theory]
    [InlineData(NumberFormat.KeyValue, "[info] step=3, loss=5e-1 lr=.01 name=abc v=1.2.3", "step=3 loss=0.5 lr=0.01")]
    [InlineData(NumberFormat.KeyColon, "{'loss': 0.25, 'epoch': 1.0}", "loss=0.25 epoch=1")]
    [InlineData(NumberFormat.KeyColon, "at 12:30:15 all is well", "")]
    [InlineData(NumberFormat.JsonLines, "{\"step\": 3, \"loss\": 0.5, \"phase\": \"train\", \"deep\": {\"a\": 1}}", "step=3 loss=0.5 phase=train")]
    [InlineData(NumberFormat.JsonLines, "{\"step\": 3", "")]
    [InlineData(NumberFormat.Keras, "938/938 [====] - 2s 2ms/step - loss: 0.2563 - accuracy: 0.9271", "step=938 total=938 loss=0.2563 accuracy=0.9271")]
    [InlineData(NumberFormat.Keras, "loss: 0.2563", "")]
    [InlineData(NumberFormat.Tqdm, " 45%|####  | 45/100 [00:10<00:12,  4.50it/s, loss=0.3]", "step=45 total=100 loss=0.3")]
    [InlineData(NumberFormat.Tqdm, "Epoch 2: 100%|##| 5/5 [00:00<00:00, v_num=0, val_loss=nan]", "epoch=2 step=5 total=5 v_num=0 val_loss=NaN")]
    [InlineData(NumberFormat.Tqdm, " 45%|####  | 45/100 [00:10<00:12,  4.50it/s]", "")]
    public void Known_forms_have_their_numbers_as_fields(NumberFormat format, string line, string expected) =>
        Assert.Equal(expected, Fields(NumberPattern.Of(format), line));

    [Theory]
    [InlineData(@"loss=(?<loss>[\d.e+-]+) step=(?<step>\d+)", "output", "loss=5e-1 step=3", "loss=0.5 step=3")]
    [InlineData(@"train/a:loss (?<loss>\S+)(?: acc (?<acc>\S+))?", "train/a", "loss 1", "loss=1")]
    [InlineData(@"(?<=at )(?<n>\d+)", "output", "at 7", "n=7")]
    public void Named_groups_are_the_fields_of_a_metric(string text, string metric, string line, string expected)
    {
        var pattern = NumberPattern.Parse(text);

        Assert.Equal((metric, expected), (pattern.Metric, Fields(pattern, line)));
    }

    [Theory]
    [InlineData("loss=([0-9]+)")]
    [InlineData("loss=(?<loss>")]
    public void A_pattern_without_a_named_group_or_that_is_none_is_refused(string text) =>
        Assert.Equal("PatternUnusable", Assert.Throws<ConfigurationException>(() => NumberPattern.Parse(text)).ErrorId);

    [Theory]
    [InlineData("(?<n>(a+)+)b")]
    [InlineData("(?=(?<n>(a+)+)b)x")]
    public void A_pattern_that_would_take_forever_takes_no_time(string expression)
    {
        var start = Stopwatch.GetTimestamp();

        Assert.Empty(Fields(NumberPattern.Of("m", expression), new string('a', 5_000)));
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    private static string Fields(NumberPattern pattern, string line) => string.Join(
        ' ', pattern.Fields(line).Select(field => string.Create(CultureInfo.InvariantCulture, $"{field.Key}={field.Value}")));
}
