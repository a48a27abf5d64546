using System.Collections.Concurrent;
using CsCheck;

namespace MlDash.Remote.Tests;

/// <summary>Each record arrives once, whatever happens between: on the way, to the client, or to the server.</summary>
[Collection(Scene.OneAtATime)]
public sealed class OnceEachTests
{
    private const int Count = 10_000;

    private static readonly Gen<Mishap[]> _mishaps = Gen.Frequency(
        (2, Gen.Const(Array.Empty<Mishap>())),
        (3, Gen.Frequency((2, Gen.Const(Mishap.None)), (3, Gen.Enum<Mishap>())).Array[1, 8]));

    private static readonly Gen<Step[]> _lives = Gen.Frequency(
        (6, Gen.Select(Gen.Bool, Gen.Int[1, 6], Gen.Int[0, 9]).Select(Step (isLog, count, size) => new Step.Recorded(isLog, count, size == 0))),
        (5, _mishaps.Select(Step (mishaps) => new Step.Sent(mishaps))),
        (3, _mishaps.Select(Step (mishaps) => new Step.Synced(mishaps))),
        (2, Gen.Bool.Select(Step (other) => new Step.Moved(other))),
        (1, Gen.Const<Step>(new Step.BackedUp())),
        (1, Gen.Const<Step>(new Step.Restored())),
        (1, Gen.Const<Step>(new Step.Deleted())),
        (1, Gen.Int[Life.SmallestLimit, 2 * Life.SmallestLimit].Select(Step (bytes) => new Step.Limited(bytes)))).Array[1, 14];

    [Fact]
    public async Task Each_record_is_on_the_server_once_whatever_happens_between()
    {
        var idle = new ConcurrentBag<(InProcessServer Server, object Empty)>();
        // Memory, where the system has a folder for it: ten thousand lives write many small files.
        var folder = Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"mldash-once-{Guid.NewGuid():N}");
        var number = 0;
        try
        {
            await _lives.ForAllAsync(
                Count,
                async steps =>
                {
                    if (!idle.TryTake(out var one))
                    {
                        var server = await InProcessServer.StartNewAsync();
                        await MakeUserAsync(server);
                        one = (server, server.Store.Copy());
                    }

                    one.Server.Store.Restore(one.Empty);
                    try
                    {
                        using var life = new Life(one.Server, Path.Combine(folder, $"{Interlocked.Increment(ref number)}"));
                        foreach (var step in steps)
                            await life.LiveAsync(step);
                        await life.EndAsync();
                    }
                    finally
                    {
                        idle.Add(one);
                    }
                },
                Environment.ProcessorCount,
                steps => string.Join("\n", steps.Select(Describe)));
        }
        finally
        {
            foreach (var (server, _) in idle)
                await server.EndAsync();
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_restored_server_gets_what_it_lost_also_when_more_came_before_that_was_seen()
    {
        var server = await InProcessServer.StartNewAsync();
        await MakeUserAsync(server);
        var root = Directory.CreateTempSubdirectory("mldash-once-");
        using (var life = new Life(server, root.FullName))
        {
            Step.Sent sent = new([]);
            Step.Recorded points = new(IsLog: false, 3, IsLarge: false), logs = new(IsLog: true, 3, IsLarge: false);
            foreach (var step in (Step[])[points, logs, sent, new Step.BackedUp(), points, logs, sent, new Step.Restored(), points, logs, sent, points])
                await life.LiveAsync(step);
            await life.EndAsync();
        }

        await server.EndAsync();
    }

    [Fact]
    public async Task A_restored_server_that_took_a_batch_and_whose_answer_is_lost_gets_what_it_lost_and_nothing_twice()
    {
        var server = await InProcessServer.StartNewAsync();
        await MakeUserAsync(server);
        var root = Directory.CreateTempSubdirectory("mldash-once-");
        using (var life = new Life(server, root.FullName))
        {
            Step.Recorded one = new(IsLog: true, 1, IsLarge: false), two = new(IsLog: true, 2, IsLarge: false);
            Step.Sent sent = new([]), cut = new([Mishap.None, Mishap.CutAnswer]), refused = new([Mishap.Refused]);
            foreach (var step in (Step[])[sent, one, new Step.BackedUp(), sent, new Step.Moved(ToOtherAddress: true), two, new Step.Restored(), cut, refused])
                await life.LiveAsync(step);
            await life.EndAsync();
        }

        await server.EndAsync();
    }

    private static string Describe(Step step) => step switch
    {
        Step.Sent sent => $"Sent({string.Join(", ", sent.Mishaps)})",
        Step.Synced synced => $"Synced({string.Join(", ", synced.Mishaps)})",
        _ => step.ToString(),
    };

    /// <summary>Servers remember which users they have made, so the user is older than every backup.</summary>
    private static async Task MakeUserAsync(InProcessServer server)
    {
        using var client = new HttpClient(new FaultyNetwork(server));
        var mlDash = new MlDash.Client.ServerClient(
            new Uri("http://127.0.0.1:5000/"), Identity.Credentials.FromUserName("alice"), new MlDash.Client.SendingOptions(), client);
        Assert.NotNull(await mlDash.IdentifyAsync(CancellationToken.None));
    }
}
