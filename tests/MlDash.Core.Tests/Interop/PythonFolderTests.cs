using System.Collections;
using System.Collections.Specialized;
using System.Diagnostics;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MlDash.Parameters;
using MlDash.Storage.Checking;
using MlDash.Tests.Support;

namespace MlDash.Tests.Interop;

/// <summary>A root that the Python SDK 0.6.27 wrote: read exactly, gone on with, and still readable by its rules.</summary>
public sealed class PythonFolderTests : IDisposable
{
    private const string Resnet = "alice/vision/resnet50";

    private static readonly string[] _messages =
    [
        "Training started", "GPU memory low", "naïve – 日本語 – 🚀 – tab\tquote\" backslash\\ newline\n", "exploded", "bye", "Resumed",
    ];

    private readonly Scene _scene = new();

    public PythonFolderTests()
    {
        var source = Path.Combine(AppContext.BaseDirectory, "data", "python-sdk-0.6.27");
        foreach (var file in Directory.GetFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = _scene.In(Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.WriteAllBytes(copy, File.ReadAllBytes(file));
        }
    }

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task All_its_experiments_are_found_with_what_is_known_of_them()
    {
        var found = await _scene.Store.FindAsync(new(), default).ToListAsync();

        Assert.Equal(["alice/vision/ablations/2026/lr-0.1", Resnet, "bob/etl/empty"], found.Select(record => record.Path.Value));
        Assert.All(found, record => Assert.Equal(ExperimentStatus.Unknown, record.Status));
        var resnet = found[1];
        Assert.Equal(("resnet50", "vision", "ResNet-50 with augmentation"), (resnet.Name, resnet.Project, resnet.Description));
        Assert.Equal(["resnet", "baseline", "resumed"], resnet.Tags);
        Assert.Equal(["gpu-cluster"], resnet.Bindrs);
        Assert.Equal(7L, resnet.Metadata!["seed"]);
        Assert.Equal("ü", resnet.Metadata["note"]);
        Assert.Equal(new DateTimeOffset(2026, 11, 24, 0, 41, 31, TimeSpan.Zero).AddTicks(4_174_930), resnet.CreatedAt);
        Assert.Equal(new DateTimeOffset(2026, 11, 24, 0, 41, 31, TimeSpan.Zero).AddTicks(4_550_300), resnet.UpdatedAt);
        Assert.Equal(["baseline"], found[2].Tags);
        Assert.Empty(_scene.Store.Warnings);
    }

    [Fact]
    public async Task A_check_finds_nothing_wrong_in_it()
    {
        var findings = await new StoreCheck(_scene.Root).CheckAllAsync().ToListAsync();

        Assert.Equal(Enumerable.Repeat("NotSealed", 3), findings.Select(finding => finding.Kind));
    }

    [Fact]
    public async Task Its_log_is_read_letter_by_letter()
    {
        var entries = await (await _scene.GetAsync(Resnet)).Log.ReadAsync(new()).ToListAsync();

        Assert.Equal(_messages, entries.Select(entry => entry.Message));
        Assert.Equal([0, 1, 2, 3, 4, 5], entries.Select(entry => (int)entry.SequenceNumber));
        Assert.Equal([LogLevel.Info, LogLevel.Warn, LogLevel.Debug, LogLevel.Error, LogLevel.Fatal, LogLevel.Info], entries.Select(entry => entry.Level));
        Assert.Equal(new DateTimeOffset(2026, 11, 24, 0, 41, 31, TimeSpan.Zero).AddTicks(4_180_500), entries[0].Timestamp);
        Assert.Equal(0L, entries[1].Metadata!["gpu"]);
        Assert.Equal("1GB", entries[1].Metadata!["free"]);
        Assert.Equal(double.NaN, entries[3].Metadata!["loss"]);
    }

    [Fact]
    public async Task Its_parameters_are_read_with_their_types()
    {
        var parameters = await (await _scene.GetAsync(Resnet)).Parameters.GetAsync();

        Assert.Equal(
            ["model.arch", "model.layers", "model.opt.lr", "model.opt.nesterov", "epochs", "name", "big", "tiny", "extra"], parameters.Keys.Cast<string>());
        Assert.Equal("resnet50", parameters["model.arch"]);
        Assert.Equal([3L, 4L, 6L, 3L], Assert.IsType<object?[]>(parameters["model.layers"]));
        Assert.Equal(0.0005, parameters["model.opt.lr"]);
        Assert.Equal(true, parameters["model.opt.nesterov"]);
        Assert.Equal(3L, parameters["epochs"]);
        Assert.Null(parameters["name"]);
        Assert.Equal(BigInteger.Parse("12345678901234567890", System.Globalization.CultureInfo.InvariantCulture), parameters["big"]);
        Assert.Equal(1e-300, parameters["tiny"]);
        var model = Assert.IsType<OrderedDictionary>(ParameterFlattening.Unflatten(parameters)["model"]);
        Assert.Equal(0.0005, ((OrderedDictionary)model["opt"]!)["lr"]);
    }

    [Fact]
    public async Task All_its_points_are_read_field_by_field()
    {
        var experiment = await _scene.GetAsync(Resnet);
        var train = await experiment.Metric("train").ReadAsync(new()).ToListAsync();
        var lines = File.ReadAllLines(_scene.In(Resnet, "metrics/train/data.jsonl"));

        Assert.Equal(2_002, train.Count);
        for (var i = 0; i < lines.Length; i++)
            AssertSame(JsonDocument.Parse(lines[i]).RootElement, train[i]);

        var eval = await experiment.Metric("eval").ReadAsync(new()).ToListAsync();
        Assert.Equal([0.25, double.NaN, 0.3], eval.Select(point => point.Fields["loss"]));
        Assert.Equal(double.PositiveInfinity, eval[1].Fields["acc"]);
        Assert.Equal(double.NegativeInfinity, eval[1].Fields["neg"]);
        Assert.Equal(1767225600.25, eval[1].Fields["_ts"]);
        Assert.Equal(["epoch", "loss", "_ts"], eval[2].Fields.Names);
        Assert.Equal(1.2909944487358056, (await experiment.Metric("sum").ReadAsync(new()).SingleAsync()).Fields["loss.std"]);
        Assert.Equal(1L, (await experiment.Metric(MetricInfo.Unnamed).ReadAsync(new()).SingleAsync()).Fields["epoch"]);
    }

    [Fact]
    public async Task Its_metrics_are_listed_with_totals_and_last_points()
    {
        var metrics = await (await _scene.GetAsync(Resnet)).ListMetricsAsync().ToListAsync();

        Assert.Equal([("None", 1L), ("eval", 3L), ("sum", 1L), ("train", 2_002L)], metrics.Select(metric => (metric.Name, metric.TotalPoints)));
        Assert.Equal(("held out", "nats"), (metrics[1].Description, metrics[1].Metadata!["unit"]));
        Assert.Equal(["eval"], metrics[1].Tags);
        Assert.Equal(0.0001, metrics[3].Last!.Fields["loss"]);
        Assert.Equal(2_001, metrics[3].Last!.Index);
    }

    [Fact]
    public async Task Its_files_are_read_and_their_checksums_hold()
    {
        var experiment = await _scene.GetAsync(Resnet);
        var files = await experiment.Files.FindAsync(new()).ToListAsync();

        Assert.Equal(["models/best/best.pth", "configs/run.json", "models/model.pth", "raw/empty.bin", "notes.txt"], files.Select(file => file.Path));
        foreach (var file in files)
        {
            var bytes = await experiment.Files.ReadAsync(file);
            Assert.Equal((file.Length, file.Checksum), (bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes))));
        }

        Assert.Equal(("best", "application/octet-stream", 3L), (files[0].Description, files[0].ContentType, files[0].Metadata!["epoch"]));
        Assert.Equal(["ckpt"], files[0].Tags);
        Assert.Equal(["release"], files[0].Bindrs);
        Assert.Null(await experiment.Files.GetAsync("plots/plot.png"));
    }

    [Fact]
    public async Task Gone_on_with_it_keeps_all_it_held_and_is_read_again()
    {
        var before = File.ReadAllBytes(_scene.In(Resnet, "metrics/train/data.jsonl"));
        var logBefore = File.ReadAllBytes(_scene.In(Resnet, "logs/logs.jsonl"));

        await GoOnAsync();

        Assert.Equal(before, File.ReadAllBytes(_scene.In(Resnet, "metrics/train/data.jsonl"))[..before.Length]);
        Assert.Equal(logBefore, File.ReadAllBytes(_scene.In(Resnet, "logs/logs.jsonl"))[..logBefore.Length]);
        var experiment = await _scene.GetAsync(Resnet);
        Assert.Equal(ExperimentStatus.Completed, experiment.Status);
        var entries = await experiment.Log.ReadAsync(new()).ToListAsync();
        Assert.Equal([.. _messages, "gone on 🚀"], entries.Select(entry => entry.Message));
        Assert.Equal(6, entries[^1].SequenceNumber);
        var train = await experiment.Metric("train").ReadAsync(new()).ToListAsync();
        Assert.Equal(Enumerable.Range(0, 2_003).Select(index => (long)index), train.Select(point => point.Index));
        Assert.Equal(double.NaN, train[^1].Fields["loss"]);
        var parameters = await experiment.Parameters.GetAsync();
        Assert.Equal((10, 5L), (parameters.Count, parameters["epochs"]));
        Assert.Equal(6, await experiment.Files.FindAsync(new()).CountAsync());
        Assert.Equal("7", File.ReadAllText(_scene.In(Resnet, "logs/.log_sequence")));
        Assert.Empty(experiment.Warnings);
    }

    [Fact]
    public async Task Gone_on_with_its_documents_keep_their_order_and_members_we_do_not_know()
    {
        AddMember("experiment.json", "unknown");
        AddMember("metrics/train/metadata.json", "unknown");
        AddMember("files/.files_metadata.json", "unknown");

        await GoOnAsync();

        Assert.Equal(
            ["name", "project", "description", "tags", "bindrs", "prefix", "metadata", "created_at", "write_protected", "updated_at", "unknown"],
            Names("experiment.json").Take(11));
        Assert.Equal(
            ["metricId", "name", "description", "tags", "metadata", "totalDataPoints", "nextIndex", "createdAt", "updatedAt", "unknown"],
            Names("metrics/train/metadata.json"));
        Assert.Equal(["files", "unknown"], Names("files/.files_metadata.json"));
        // What the other tool dropped there at its second write is not made up.
        Assert.Equal(["version", "data", "updatedAt"], Names("parameters.json"));
        Assert.Equal(3, Document("parameters.json").GetProperty("version").GetInt32());
        var files = Document("files/.files_metadata.json").GetProperty("files");
        Assert.Equal(7, files.GetArrayLength());
        Assert.NotEqual(JsonValueKind.Null, files[0].GetProperty("deletedAt").ValueKind);
    }

    [Fact]
    [Trait("Wine", "no: Python is not there")]
    public async Task Python_reads_every_line_and_document_we_wrote()
    {
        await GoOnAsync();
        await using (var own = await _scene.StartAsync(
            "carol/own/run", new() { Description = "\"\\\b\f\n\r\t\u007f é 🚀 \ud800", Metadata = new Hashtable { ["inf"] = double.PositiveInfinity } }))
        {
            own.Log.Write(LogLevel.Error, "\0\u001f 日本");
            own.Metric("a b/c").Append(
                new OrderedDictionary { ["big"] = BigInteger.Pow(2, 100), ["whole"] = 5.0, ["tiny"] = 5e-324, ["neg"] = double.NegativeInfinity }, new(), 5);
            await own.Parameters.SetAsync(new OrderedDictionary { ["läuft"] = new object?[] { 1, 0.1f, null, true } });
            await own.Files.SaveAsync(new() { Folder = "x", Name = "é.txt", Open = () => new MemoryStream([1]) });
        }

        var script = _scene.Put("read.py", """
            import glob, json, os, sys
            root = sys.argv[1]
            counts = {}
            for path in glob.glob(root + "/**", recursive=True, include_hidden=True):
                if path.endswith(".json"):
                    with open(path, encoding="ascii") as f:
                        json.load(f)
                elif path.endswith(".jsonl"):
                    with open(path, encoding="ascii", newline="") as f:
                        lines = f.read().split("\n")
                    assert lines.pop() == "", path
                    counts[os.path.relpath(path, root)] = len([json.loads(line) for line in lines])
            own = root + "/carol/own/run/"
            experiment = json.load(open(own + "experiment.json"))
            entry = json.loads(open(own + "logs/logs.jsonl").readline())
            point = json.loads(open(own + "metrics/a b/c/data.jsonl").readline())["data"]
            assert experiment["description"] == "\"\\\b\f\n\r\t\x7f \u00e9 \U0001f680 \ufffd", ascii(experiment["description"])
            assert experiment["metadata"] == {"inf": float("inf")}
            assert entry["message"] == "\0\x1f \u65e5\u672c" and entry["level"] == "error", ascii(entry)
            assert point == {"big": 2**100, "whole": 5.0, "tiny": 5e-324, "neg": float("-inf"), "_ts": 5.0}, point
            assert isinstance(point["whole"], float) and isinstance(point["big"], int)
            assert json.load(open(own + "parameters.json"))["data"] == {"l\u00e4uft": [1, 0.1, None, True]}
            assert json.load(open(own + "files/.files_metadata.json"))["files"][0]["filename"] == "\u00e9.txt"
            print(json.dumps(counts))
            """);

        var counts = JsonDocument.Parse(await PythonAsync(script, _scene.Root)).RootElement;
        Assert.Equal(2_003, counts.GetProperty(Resnet + "/metrics/train/data.jsonl").GetInt32());
        Assert.Equal(7, counts.GetProperty(Resnet + "/logs/logs.jsonl").GetInt32());
    }

    [Fact]
    [Trait("Wine", "no: Python is not there")]
    public async Task Python_escapes_text_exactly_as_we_do()
    {
        var text = string.Concat(Enumerable.Range(0, 0x3000).Select(unit => (char)unit)) + "\uffff🚀\U0010ffff";
        await using (var own = await _scene.StartAsync("carol/own/run"))
            own.Log.Write(LogLevel.Info, text);
        var script = _scene.Put("escape.py", "import json, sys\nfor line in open(sys.argv[1]): print(json.dumps(json.loads(line)['message']))");

        var line = File.ReadAllText(_scene.In("carol/own/run/logs/logs.jsonl"));
        var written = line[line.IndexOf("\"message\":", StringComparison.Ordinal)..][10..].TrimEnd('\n', '}');
        Assert.Equal((await PythonAsync(script, _scene.In("carol/own/run/logs/logs.jsonl"))).TrimEnd(), written);
    }

    private static void AssertSame(JsonElement line, MetricPoint point)
    {
        Assert.Equal(line.GetProperty("index").GetInt64(), point.Index);
        Assert.Equal(line.GetProperty("createdAt").GetDateTimeOffset(), point.CreatedAt);
        var fields = line.GetProperty("data").EnumerateObject().ToList();
        Assert.Equal(fields.Select(field => field.Name), point.Fields.Names);
        foreach (var field in fields)
        {
            object expected = field.Value.TryGetInt64(out var whole) && !field.Value.GetRawText().Contains('.', StringComparison.Ordinal)
                ? (object)whole
                : field.Value.GetDouble();
            Assert.Equal(expected, point.Fields[field.Name]);
        }
    }

    private async Task GoOnAsync()
    {
        var experiment = await _scene.StartAsync(Resnet, new() { Tags = ["gone-on"] });
        experiment.Log.Write(LogLevel.Info, "gone on 🚀");
        experiment.Metric("train").Append(new OrderedDictionary { ["loss"] = double.NaN }, new());
        await experiment.Parameters.SetAsync(new OrderedDictionary { ["epochs"] = 5, ["new"] = new Hashtable { ["x"] = 1.0 } });
        await experiment.Files.SaveAsync(new() { Folder = "models", Name = "next.pth", Open = () => new MemoryStream([1, 2, 3]) });
        await experiment.CompleteAsync(ExperimentStatus.Completed);
    }

    private void AddMember(string document, string name)
    {
        var text = File.ReadAllText(_scene.In(Resnet, document));
        File.WriteAllText(_scene.In(Resnet, document), $"{text[..^1]}, \"{name}\": {{\"kept\": 1}}}}");
    }

    private JsonElement Document(string path) => JsonDocument.Parse(File.ReadAllBytes(_scene.In(Resnet, path))).RootElement;

    private IEnumerable<string> Names(string document) => Document(document).EnumerateObject().Select(member => member.Name);

    private static async Task<string> PythonAsync(params string[] arguments)
    {
        using var python = Process.Start(
            new ProcessStartInfo("python3", arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardOutputEncoding = Encoding.UTF8
            })!;
        var error = python.StandardError.ReadToEndAsync();
        var output = await python.StandardOutput.ReadToEndAsync();
        await python.WaitForExitAsync();
        Assert.True(python.ExitCode == 0, await error);
        return output;
    }
}
