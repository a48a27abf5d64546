using Microsoft.AspNetCore.Http;
using MlDash.Storage;
using MlDash.Storage.Transfer;

namespace MlDash.Remote.Tests;

/// <summary>An experiment has one receipt, wherever it is kept and whoever makes it.</summary>
[Collection(Scene.OneAtATime)]
public sealed class ReceiptTests
{
    private static readonly ExperimentPath _local = ExperimentPath.Parse("project/run"), _there = ExperimentPath.Parse("alice/project/run");

    [Fact]
    public async Task A_hybrid_experiment_has_the_same_receipt_on_the_disk_and_on_the_server()
    {
        await using var scene = await Scene.WithServerAsync();
        await RecordAsync(scene.Hybrid("root"));
        var here = await scene.Local("root").ToStore().Reader.ReadReceiptAsync(_local, CancellationToken.None);
        var there = await ((IExperimentReader)scene.Remote()).ReadReceiptAsync(_there, CancellationToken.None);
        Assert.Equal(here.Parts, there.Parts);
        Assert.Equal(here.Digest, there.Digest);
        Assert.Equal(
            ["Detail", "Param", "Log", "Metric deep/er name", "Metric train", "Track robot/pose", "File models/best.bin"],
            here.Parts.Select(part => $"{part.Kind} {part.Name}".Trim()));
        Assert.Equal([0, 4, 3, 1, 2500, 2, 3], here.Parts.Select(part => part.Records));
    }

    [Fact]
    public async Task A_client_that_reads_everything_makes_the_receipt_that_the_server_makes()
    {
        await using var scene = await Scene.WithServerAsync();
        await RecordAsync(scene.Hybrid("root"));
        var parts = await Scene.ToListAsync(new ReceiptReading(scene.Remote(), _there).PartsAsync(CancellationToken.None));
        var made = await ((IExperimentReader)scene.Remote()).ReadReceiptAsync(_there, CancellationToken.None);
        Assert.Equal(made.Parts, new ExperimentReceipt("", parts).Parts);
    }

    [Fact]
    public async Task What_was_sent_and_what_is_received_has_the_receipt_of_what_was_recorded()
    {
        await using var scene = await Scene.WithServerAsync();
        var (local, server) = (scene.Local("root"), scene.Remote());
        await RecordAsync(local.ToStore());
        var recorded = await ((IExperimentReader)local).ReadReceiptAsync(_local, CancellationToken.None);

        await server.SendAsync(local, (await local.GetAsync(_local, CancellationToken.None))!, _there, default, null, CancellationToken.None);
        Assert.Equal(recorded.Parts, (await ((IExperimentReader)server).ReadReceiptAsync(_there, CancellationToken.None)).Parts);
        var other = scene.Local("other");
        await server.ReceiveAsync(_there, other, _there, default, overwrite: false, null, CancellationToken.None);
        Assert.Equal(recorded.Parts, (await ((IExperimentReader)other).ReadReceiptAsync(_there, CancellationToken.None)).Parts);
    }

    [Theory]
    [InlineData("""{"kind":"Log","name":"","records":1,"digest":"00"}""", "no end")]
    [InlineData("""{"kind":"Receipt","name":"","records":0,"digest":"00"}""", "another digest")]
    [InlineData("""{"kind":"Weather","name":"","records":0,"digest":"00"}""", "something else")]
    public async Task An_answer_that_is_not_a_whole_receipt_is_an_error(string line, string found)
    {
        await using var server = await OddServer.StartAsync();
        server.Take = async (_, context) =>
        {
            if (!context.Request.Path.Value!.EndsWith("/receipt", StringComparison.Ordinal))
                return false;
            await context.Response.WriteAsync(line);
            return true;
        };
        var fault = await Assert.ThrowsAsync<NetworkException>(
            () => ((IExperimentReader)server.Store).ReadReceiptAsync(_there, CancellationToken.None));
        Assert.Contains(found, fault.Message, StringComparison.Ordinal);
    }

    private static async Task RecordAsync(ExperimentStore store)
    {
        var metadata = Scene.Fields(("k", 1L), ("deep", Scene.Fields(("b", 2.0), ("a", null))));
        var experiment = await Scene.StartAsync(
            store, "run", change: new() { Description = "d", Tags = ["a", "b"], Bindrs = ["x"], Metadata = metadata });
        await Recorded.Fill(experiment);
        await experiment.CompleteAsync(ExperimentStatus.Failed, "it broke");
    }
}
