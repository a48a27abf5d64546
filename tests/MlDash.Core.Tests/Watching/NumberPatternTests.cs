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
    [InlineData(NumberFormat.JsonLines, "{\"loss\": NaN, \"lr\": -Infinity, \"note\": \"NaN, x\"}", "loss=NaN lr=-Infinity note=NaN, x")]
    [InlineData(
        NumberFormat.Lightning, "Epoch 3:  80%|████████  | 40/50 [00:02<00:00, 17.2it/s, v_num=7, train_loss_step=0.12, train_loss_epoch=0.3]",
        "epoch=3 step=40 total=50 v_num=7 train_loss_step=0.12 train_loss_epoch=0.3")]
    [InlineData(
        NumberFormat.HuggingFace, "{'loss': 2.31, 'grad_norm': 1.5, 'learning_rate': 4.9e-05, 'epoch': 0.02}",
        "loss=2.31 grad_norm=1.5 learning_rate=4.9E-05 epoch=0.02")]
    [InlineData(NumberFormat.HuggingFace, "{'eval_loss': '0.4821', 'eval_accuracy': '0.88', 'epoch': '1'}", "eval_loss=0.4821 eval_accuracy=0.88 epoch=1")]
    [InlineData(NumberFormat.GitHub, "::metric loss=0.5,step=3::", "loss=0.5 step=3")]
    [InlineData(NumberFormat.GitHub, "  ::metric loss=0.5 step=3", "loss=0.5 step=3")]
    [InlineData(NumberFormat.GitHub, "::metric name=loss,step=3::0.5", "loss=0.5 step=3")]
    [InlineData(NumberFormat.GitHub, "::metric name=val%3Aloss%2Ctop1,value=1e-3,phase=val::", "val:loss,top1=0.001 phase=val")]
    [InlineData(NumberFormat.GitHub, "::metric name=loss::", "")]
    [InlineData(NumberFormat.GitHub, "::warning file=a.py,line=3::loss=0.5", "")]
    public void Known_forms_have_their_numbers_as_fields(NumberFormat format, string line, string expected) =>
        Assert.Equal(expected, Fields(NumberPattern.Of(format), line));

    [Theory]
    [InlineData(@"loss=(?<loss>[\d.e+-]+) step=(?<step>\d+)", "loss=5e-1 step=3", "loss=0.5 step=3")]
    [InlineData(@"loss (?<loss>\S+)(?: acc (?<acc>\S+))?", "loss 1", "loss=1")]
    [InlineData(@"loss: (?<loss>\S+)", "loss: 0.5", "loss=0.5")]
    [InlineData(@"loss: (?<loss>\S+)", "Epoch 3", "")]
    [InlineData(@"(?<=at )(?<n>\d+)", "at 7", "n=7")]
    public void Named_groups_are_the_fields_of_a_metric(string text, string line, string expected) =>
        Assert.Equal(expected, Fields(NumberPattern.Of("train/a", text), line));

    [Theory]
    [InlineData("loss=([0-9]+)")]
    [InlineData("loss=(?<loss>")]
    public void A_pattern_without_a_named_group_or_that_is_none_is_refused(string text) =>
        Assert.Equal("PatternUnusable", Assert.Throws<ConfigurationException>(() => NumberPattern.Of(NumberPattern.DefaultMetric, text)).ErrorId);

    [Theory]
    [InlineData("(?<n>(a+)+)b")]
    [InlineData("(?=(?<n>(a+)+)b)x")]
    public void A_pattern_that_would_take_forever_takes_no_time(string expression)
    {
        var start = Stopwatch.GetTimestamp();

        Assert.Empty(Fields(NumberPattern.Of("m", expression), new string('a', 5_000)));
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    /// <summary>As Ultralytics writes them, with bars that are drawn again.</summary>
    [Fact]
    public void The_tables_of_yolo_have_the_last_row_of_each_epoch_under_the_names_of_their_columns()
    {
        var pattern = NumberPattern.Of(NumberFormat.Yolo);
        string[] lines =
        [
            "       1/20      10.1G      1.777      2.573      1.302         79        640: 100%|██████████| 298/298 [08:35<00:00,  1.73s/it]",
            "      Epoch    GPU_mem   box_loss   cls_loss   dfl_loss  Instances       Size",
            "       1/20      10.1G      1.900      3.173      1.402         79        640:  50%|█████     | 149/298 [04:35<04:00,  1.73s/it]",
            "       1/20      10.1G      1.777      2.573      1.302         79        640: 100%|██████████| 298/298 [08:35<00:00,  1.73s/it]",
            "       1/20      10.1G      1.777      2.573      1.302         79        640: 100%|██████████| 298/298 [08:35<00:00,  1.79s/it]",
            "                 Class     Images  Instances      Box(P          R      mAP50  mAP50-95): 100%|██████████| 38/38 [00:44<00:00,  1.17s/it]",
            "                   all       1189       4779       0.34     0.0303     0.0157    0.00773",
            "                person       1189       3000       0.34     0.0303     0.0157    0.00773",
            "       2/20         0G       1.5      2.1      1.2         60        640: 100% ━━━━━━━━━━━━ 4/4 2.1it/s 1.9s",
            "Class     Images  Instances      Box(P          R      mAP50  mAP50-95)     Mask(P          R      mAP50  mAP50-95): 100% ━━━━━ 1/1 3it/s 0.3s",
            "                   all        128        929       0.64      0.537      0.605      0.446       0.63      0.52      0.59      0.4",
            "classes   top1_acc   top5_acc: 100%|██████████| 4/4 [00:00<00:00]",
            "                   all      0.834      0.995",
            "Transferred 319/355 items from pretrained weights",
        ];

        Assert.Equal(
            [
                "epoch=1 total=20 GPU_mem=10.1 box_loss=1.777 cls_loss=2.573 dfl_loss=1.302 Instances=79 Size=640",
                "epoch=1 Images=1189 Instances=4779 P=0.34 R=0.0303 mAP50=0.0157 mAP50-95=0.00773",
                "epoch=2 total=20 GPU_mem=0 box_loss=1.5 cls_loss=2.1 dfl_loss=1.2 Instances=60 Size=640",
                "epoch=2 Images=128 Instances=929 P=0.64 R=0.537 mAP50=0.605 mAP50-95=0.446 Mask_P=0.63 Mask_R=0.52 Mask_mAP50=0.59 Mask_mAP50-95=0.4",
                "epoch=2 top1_acc=0.834 top5_acc=0.995",
            ],
            lines.Select(line => Fields(pattern, line)).Where(fields => fields.Length > 0));
    }

    [Fact]
    public void Lines_that_a_pattern_takes_too_long_for_are_counted_and_soon_not_tried_any_longer()
    {
        // A lookahead needs backtracking.
        var pattern = NumberPattern.Of("m", "^(?=(?<n>(?:a|aa)+)$)");
        var line = new string('a', 60) + "!";
        var start = Stopwatch.GetTimestamp();

        for (var at = 0; at < 100; at++)
            Assert.Empty(Fields(pattern, line));

        Assert.Equal(100, pattern.SlowLines);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(90));
    }

    [Theory]
    [InlineData(NumberFormat.KeyValue)]
    [InlineData(NumberFormat.KeyColon)]
    [InlineData(NumberFormat.Keras)]
    [InlineData(NumberFormat.Tqdm)]
    [InlineData(NumberFormat.Yolo)]
    [InlineData(NumberFormat.GitHub)]
    public void Known_forms_take_little_time_for_any_line(NumberFormat format)
    {
        var pattern = NumberPattern.Of(format);
        var start = Stopwatch.GetTimestamp();

        foreach (var part in new[] { "a.", "1/", "a=", "Epoch 1 |", ": 1", "::metric a=" })
            _ = Fields(pattern, string.Concat(Enumerable.Repeat(part, 10_000)));

        Assert.Equal(0, pattern.SlowLines);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    private static string Fields(NumberPattern pattern, string line) => string.Join(
        ' ', pattern.Fields(line).Select(field => string.Create(CultureInfo.InvariantCulture, $"{field.Key}={field.Value}")));
}
