using System.Text;

namespace MlDash.Import.Tests.Support;

/// <summary>A small source of each format, as names and bytes.</summary>
internal static class Samples
{
    public static readonly IReadOnlyDictionary<ImportFormat, (string Path, (string Name, byte[] Bytes)[] Files)> All =
        new Dictionary<ImportFormat, (string, (string, byte[])[])>
        {
            [ImportFormat.Mlflow] = ("mlruns",
            [
                ("mlruns/1/meta.yaml", Text("experiment_id: '1'\nname: digits\nlifecycle_stage: active\n")),
                ("mlruns/1/aa/meta.yaml", Text("run_id: aa\nrun_name: one\nstatus: 3\nstart_time: 1700000000000\nend_time: 1700000001000\nlifecycle_stage: active\n")),
                ("mlruns/1/aa/metrics/loss", Text("1700000000000 0.5 0\n1700000000500 nan 1\n1700000000600 0.25 2\n")),
                ("mlruns/1/aa/params/lr", Text("0.1")),
            ]),
            [ImportFormat.Trackio] = ("demo.db", [("demo.db", Trackio())]),
            [ImportFormat.Dvclive] = ("live",
            [
                ("live/params.yaml", Text("lr: 0.01\nlayers: [1, 2]\n")),
                ("live/plots/metrics/loss.tsv", Text("timestamp\tstep\tloss\n1700000000000\t0\t0.5\n1700000000100\t1\t0.25\n")),
            ]),
            [ImportFormat.Sacred] = ("sacred",
            [
                ("sacred/1/run.json", Text("""{"experiment": {"name": "iris"}, "status": "COMPLETED", "start_time": "2026-02-03T04:05:06"}""")),
                ("sacred/1/config.json", Text("""{"seed": 42, "net": {"width": 8}}""")),
                ("sacred/1/metrics.json", Text("""{"loss": {"values": [0.5, NaN], "steps": [1, 2], "timestamps": ["2026-02-03T04:05:07", "2026-02-03T04:05:08"]}}""")),
                ("sacred/1/cout.txt", Text("one\ntwo\n")),
            ]),
            [ImportFormat.TensorBoard] = ("events.out.tfevents.1",
            [
                ("events.out.tfevents.1", new EventBytes().Scalar("loss", 0, 0.5f).Scalar("train/acc", 1, 0.25f).Tensor("lr", 0, 0.1f, isFirst: true).Bytes),
            ]),
            [ImportFormat.Wandb] = ("run-ab.wandb", [("run-ab.wandb", Wandb())]),
            [ImportFormat.Guild] = ("runs",
            [
                ("runs/4a1b/.guild/attrs/flags", Text("lr: 0.1\n")),
                ("runs/4a1b/.guild/attrs/started", Text("1700000000000000")),
                ("runs/4a1b/.guild/events.out.tfevents.1", new EventBytes().Scalar("loss", 1, 0.5f).Bytes),
            ]),
            [ImportFormat.ClearMl] = ("offline",
            [
                ("offline/task.json", Text("""{"id": "off-1", "name": "task", "project_name": "examples", "hyperparams": {"Args": {"lr": {"value": "0.1"}}}}""")),
                ("offline/metrics.jsonl", Text("""[{"metric": "loss", "variant": "train", "iter": 5, "value": 0.5, "timestamp": 1700000000500}]""" + "\n")),
                ("offline/log.jsonl", Text("""[{"level": "warning", "msg": "careful", "timestamp": 1700000000500}]""" + "\n")),
            ]),
            [ImportFormat.Neptune] = ("lab", [("lab/DIG-7_part_0.parquet", Neptune())]),
            [ImportFormat.Table] = ("table.csv", [("table.csv", Text("step,loss,note\n0,0.5,\"a, b\"\n1,inf,x\n"))]),
        };

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Wandb() => new WandbBytes()
        .Add(new Proto().Message(17, new Proto().Text(1, "ab").Text(3, "cats").Text(8, "dry-rain-1").Message(17, new Proto().Number(1, 1767323045))))
        .Add(new Proto().Message(2, new Proto().Message(1, new Proto().Text(1, "loss").Text(16, "0.5")).Message(2, new Proto().Number(1, 3))))
        .Add(new Proto().Message(13, new Proto().Number(1, 1).Text(3, "epoch 1\n")))
        .Add(new Proto().Message(18, new Proto().Number(1, 0))).Bytes;

    private static byte[] Neptune()
    {
        // What a file says of itself at its end is large: with fewer points, damage would hit little else.
        var points = Enumerable.Range(0, 1000).Select(step =>
        {
            var point = NeptuneRow.At("loss", "float_series", step / 4m, 1);
            point.float_value = 1 / (step + 1.0);
            return point;
        });
        var histogram = NeptuneRow.At("weights", "histogram_series", 1, 2);
        histogram.histogram_value = new NeptuneHistogram { type = "COUNTING", edges = [0, 1], values = [2] };
        return NeptuneRow.Bytes(600, [NeptuneRow.Value("sys/name", "one"), NeptuneRow.Words("sys/tags", "a", "b"), .. points, histogram]);
    }

    private static byte[] Trackio()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("mldash-import-tests-").FullName, "demo.db");
        Database.Run(file, """
            CREATE TABLE metrics (id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp TEXT, run_id TEXT, run_name TEXT, step INTEGER, metrics TEXT);
            INSERT INTO metrics VALUES (1, '2026-01-02T03:04:05.5', 'r1', 'calm-sea-0', 0, '{"loss": "NaN", "train/acc": 0.5}');
            INSERT INTO metrics VALUES (2, '2026-01-02T03:04:06.5', 'r1', 'calm-sea-0', 1, '{"loss": 0.25}');
            """);
        var bytes = File.ReadAllBytes(file);
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        return bytes;
    }
}
