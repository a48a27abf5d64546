using System.Diagnostics;
using System.Globalization;
using MlDash.Following;
using MlDash.Tests.TensorBoard;

namespace MlDash.Tests.Following;

public sealed class FileWatchTests : FollowedFolder
{
    [Theory]
    [Trait("Wine", "no: it has no sh")]
    [InlineData("r.csv", "step,loss\\n1,0.5\\n", "2,0.25\\n", "r: step=1 loss=0.5|step=2 loss=0.25")]
    [InlineData("r.jsonl", "{\"step\": 1, \"loss\": 0.5}\\n", "{\"step\": 2, \"loss\": NaN}\\n", "r: step=1 loss=0.5|step=2 loss=NaN")]
    public async Task Rows_are_points_before_the_program_goes_on(string name, string first, string second, string expected)
    {
        await using var experiment = await Scene.StartAsync();
        var watch = FileWatch.Start(experiment, [name], Folder, TimeProvider.System);
        // The program writes on when it sees a file that is only made once its first row is recorded.
        using var program = Process.Start(new ProcessStartInfo(
            "sh", ["-c", $"printf '{first}' > {name}; while [ ! -e go ]; do sleep 0.05; done; printf '{second}' >> {name}"]) { WorkingDirectory = Folder })!;
        await WaitFor(async () => (await TextOf(experiment)).Length > 0);
        Assert.False(program.HasExited);
        await File.WriteAllTextAsync(Path.Combine(Folder, "go"), string.Empty);
        await program.WaitForExitAsync();
        await watch.EndAsync();

        Assert.Equal(expected, await TextOf(experiment));
        Assert.Empty(watch.Warnings);
    }

    [Fact]
    public async Task Events_of_tensorboard_have_step_and_time_of_the_file_and_theFolder_of_their_run()
    {
        var bytes = EventBytes.File("train/loss", 3);
        var (text, warnings) = await Follow(["runs/**/*tfevents*"], () =>
        {
            Put("runs/a/events.out.tfevents.1.host", bytes[..^5]);
            Append("runs/a/events.out.tfevents.1.host", bytes[^5..]);
            Put("runs/events.out.tfevents.2", EventBytes.File("loss", 1));
        });

        Assert.Equal(
            ["a/train: step=1 loss=0.1|step=2 loss=0.2|step=3 loss=0.3", "scalars: step=1 loss=0.1"], text.Split('\n').Order(StringComparer.Ordinal));
        Assert.Empty(warnings);
        var experiment = await Scene.GetAsync();
        var times = new List<long>();
        await foreach (var point in experiment.Metric("a/train").ReadAsync(new()))
            times.Add(point.Timestamp!.Value.ToUnixTimeSeconds());
        Assert.Equal([1001, 1002, 1003], times);
    }

    [Fact]
    public async Task What_stands_in_a_file_before_is_not_taken_and_its_names_are_read()
    {
        Put("r.csv", "step,loss\n1,0.5\n2,0.4"u8.ToArray());
        Put("r.jsonl", "{\"a\": 1}\n"u8.ToArray());

        var (text, _) = await Follow(["r.csv", "*.jsonl"], () =>
        {
            Append("r.csv", "4\n3,0.3\n"u8.ToArray());
            Append("r.jsonl", "{\"a\": 2}\n"u8.ToArray());
        });

        // The row that had no end belongs to what was there before.
        Assert.Equal("r: step=3 loss=0.3\nr.jsonl: a=2", text);
    }

    [Fact]
    public async Task Of_a_table_without_names_the_first_row_is_not_taken_either()
    {
        Put("r.csv", "1,0.5\n2,0.4\n"u8.ToArray());
        var (text, _) = await Follow(["r.csv"], () => Append("r.csv", "3,0.3\n"u8.ToArray()));
        Assert.Equal("r: column1=3 column2=0.3", text);
    }

    [Fact]
    public async Task A_line_without_its_end_waits_for_it_and_is_taken_at_the_end()
    {
        var (text, warnings) = await Follow(["r.csv"], async experiment =>
        {
            Put("r.csv", "step,loss\n1,0.5\n2,0.2"u8.ToArray());
            await WaitFor(async () => (await TextOf(experiment)).Length > 0);
            Assert.Equal("r: step=1 loss=0.5", await TextOf(experiment));
            Append("r.csv", "5\n3,0.125"u8.ToArray());
        });

        Assert.Equal("r: step=1 loss=0.5|step=2 loss=0.25|step=3 loss=0.125", text);
        Assert.Empty(warnings);
    }

    [Fact]
    public async Task A_file_that_is_written_again_as_a_whole_gives_each_row_once()
    {
        var rows = "step,loss\n";
        var (text, _) = await Follow(["r.csv"], async experiment =>
        {
            for (var step = 1; step <= 5; step++)
            {
                rows += string.Create(CultureInfo.InvariantCulture, $"{step},{step}.5\n");
                File.WriteAllText(In("r.csv"), string.Empty);
                await Task.Delay(60);
                File.WriteAllText(In("r.csv"), rows);
                await WaitFor(async () => (await TextOf(experiment)).EndsWith($"loss={step}.5", StringComparison.Ordinal));
            }

            // A column that comes later changes all lines, and no row that was there.
            File.WriteAllText(In("r.csv"), "val,step,loss\n,1,1.5\n,2,2.5\n,3,3.5\n,4,4.5\n,5,5.5\n0.7,6,6.5\n");
        });

        Assert.Equal("r: step=1 loss=1.5|step=2 loss=2.5|step=3 loss=3.5|step=4 loss=4.5|step=5 loss=5.5|val=0.7 step=6 loss=6.5", text);
    }

    [Fact]
    public async Task A_file_that_begins_again_or_is_replaced_is_read_from_its_beginning()
    {
        var (text, _) = await Follow(["r.jsonl"], async experiment =>
        {
            Put("r.jsonl", "{\"a\": 1}\n{\"a\": 2}\n"u8.ToArray());
            await WaitFor(async () => (await TextOf(experiment)).EndsWith("a=2", StringComparison.Ordinal));
            Put("r.jsonl", "{\"a\": 3}\n"u8.ToArray());
            await WaitFor(async () => (await TextOf(experiment)).EndsWith("a=3", StringComparison.Ordinal));
            Put("new.txt", "{\"b\": 4}\n{\"b\": 5}\n"u8.ToArray());
            File.Move(In("new.txt"), In("r.jsonl"), overwrite: true);
        });

        Assert.Equal("r: a=1|a=2|a=3|b=4|b=5", text);
    }

    [Fact]
    public async Task Files_of_one_name_are_told_apart_by_theirFolders()
    {
        var (text, _) = await Follow(["runs/*/log.csv", "x/results.csv", "y/results.csv"], () =>
        {
            Put("runs/a/log.csv", "n\n0\n"u8.ToArray());
            Put("runs/b/log.csv", "n\n1\n"u8.ToArray());
            Put("x/results.csv", "n\n2\n"u8.ToArray());
            Put("y/results.csv", "n\n3\n"u8.ToArray());
            Put("runs/c/deep/log.csv", "n\n4\n"u8.ToArray());
        });

        Assert.Equal(["a/log: n=0", "b/log: n=1", "x/results: n=2", "y/results: n=3"], text.Split('\n').Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(
        "a.csv",
        "\uFEFFepoch, loss ,note,NOTE\r\n1, 0.5 ,\"a, \"\"b\"\"\nc\",7\r\n2,nan,,\r\n3,-inf,x,y\r\n",
        "epoch=1 loss=0.5 NOTE=7|epoch=2 loss=NaN|epoch=3 loss=-Infinity")]
    [InlineData("a.csv", "step;loss\n1;0,5\n2;1e-3\n", "step=1 loss=0.5|step=2 loss=0.001")]
    [InlineData("a.tsv", "step\tlo,ss\n1\t0.5\n", "step=1 lo,ss=0.5")]
    [InlineData("a.csv", "1,0.5\n2,0.25\n", "column1=1 column2=0.5|column1=2 column2=0.25")]
    [InlineData("a.csv", "step,loss\n1,2\nstep,acc,loss\n1,3,4\n", "step=1 loss=2|step=1 acc=3 loss=4")]
    [InlineData("a.ndjson", "{\"a\": 1, \"t\": \"x\", \"deep\": {\"b\": 2}}\n\n{\"t\": \"only text\"}\n", "a=1 t=x")]
    public async Task Tables_and_lines_are_read_as_programs_write_them(string name, string content, string expected)
    {
        var (text, warnings) = await Follow(["*.csv", "*.tsv", "*.ndjson"], () => File.WriteAllText(In(name), content));

        Assert.Equal("a: " + expected, text);
        Assert.Empty(warnings);
    }

    [Theory]
    [InlineData("a.csv", "step,loss\n1,0.5\n2\n3,0.3\n4,5,6\n5,0.1\n", 2, "step=1 loss=0.5|step=3 loss=0.3|step=5 loss=0.1")]
    [InlineData("a.csv", "step,loss\n1,0.5\n2,\"0.4\n", 1, "step=1 loss=0.5")]
    [InlineData("a.jsonl", "{\"a\": 1}\n{\"a\": \nnull\n{\"a\": 2}\n{\"a\"", 3, "a=1|a=2")]
    public async Task Damaged_rows_are_left_out_with_one_warning(string name, string content, int damaged, string expected)
    {
        var (text, warnings) = await Follow(["*.jsonl", "*.csv"], () => File.WriteAllText(In(name), content));

        Assert.Equal("a: " + expected, text);
        Assert.StartsWith($"'{name}' has {damaged} damaged row", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_without_end_takes_bounded_memory_and_costs_itself_alone()
    {
        var (text, warnings) = await Follow(["*.jsonl"], () =>
        {
            using var file = File.Create(In("a.jsonl"));
            var block = new byte[1 << 20];
            Array.Fill(block, (byte)'x');
            for (var at = 0; at < 40; at++)
                file.Write(block);
            file.Write("\n{\"a\": 1}\n"u8);
        });

        Assert.Equal("a: a=1", text);
        Assert.Single(warnings);
    }

    [Theory]
    [InlineData("results.txt")]
    [InlineData("runs/**")]
    [InlineData("*")]
    [InlineData("/")]
    public async Task A_name_that_does_not_say_what_is_in_the_file_is_refused(string pattern)
    {
        await using var experiment = await Scene.StartAsync();

        var fault = Assert.Throws<ConfigurationException>(() => FileWatch.Start(experiment, [pattern], Folder, TimeProvider.System));

        Assert.Equal("FileFormUnknown", fault.ErrorId);
        Assert.Contains("*.jsonl", fault.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_recorded_is_never_read_as_what_a_program_wrote()
    {
        await using var experiment = await Scene.StartAsync();
        var watch = FileWatch.Start(experiment, ["**/*.jsonl"], Scene.Outside, TimeProvider.System);
        Put("a.jsonl", "{\"a\": 1}\n"u8.ToArray());
        await WaitFor(async () => (await TextOf(experiment)).Length > 0);
        await Task.Delay(700);
        await watch.EndAsync();

        Assert.Equal("work/a: a=1", await TextOf(experiment));
    }

    [Fact]
    public async Task Links_toFolders_lead_no_walk_round_in_circles_and_a_file_is_read_once()
    {
        Directory.CreateDirectory(In("a"));
        Directory.CreateSymbolicLink(In("a/up"), Folder);
        var (text, _) = await Follow(["**/r.csv", "a/../a/r.csv"], () => Put("a/r.csv", "n\n1\n"u8.ToArray()));

        Assert.Equal("a/r: n=1", text);
    }

    [Fact]
    [Trait("Wine", "no: it has no mkfifo")]
    public async Task A_pipe_with_such_a_name_is_never_opened_which_would_wait_forever()
    {
        await Process.Start("mkfifo", [In("before.csv"), In("between.csv")]).WaitForExitAsync();
        File.Move(In("between.csv"), In("between"));

        var (text, warnings) = await Follow(["*.csv"], () =>
        {
            File.Move(In("between"), In("after.csv"));
            Put("real.csv", "n\n1\n"u8.ToArray());
        });

        Assert.Equal("real: n=1", text);
        Assert.Empty(warnings);
    }

    [Fact]
    public async Task More_files_than_the_limit_are_not_followed_and_named()
    {
        var (text, warnings) = await Follow(["many/*.csv"], () =>
        {
            for (var at = 0; at < FileWatch.MostFiles + 5; at++)
                Put($"many/{at}.csv", "n\n1\n"u8.ToArray());
        });

        Assert.Equal(FileWatch.MostFiles, text.Split('\n').Length);
        Assert.Contains("1000 files", Assert.Single(warnings), StringComparison.Ordinal);
    }
}
