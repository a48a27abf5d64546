using System.Globalization;
using MlDash.Ids;

namespace MlDash.Tests.Ids;

public sealed class IdTests
{
    private const int Threads = 8;
    private const int PerThread = 20_000;

    [Fact]
    public void Snowflakes_of_many_threads_never_repeat_and_rise_on_each_thread() => NeverRepeatAndRise(Snowflake.Shared.Next);

    [Fact]
    public void File_ids_of_many_threads_never_repeat_and_rise_on_each_thread() => NeverRepeatAndRise(() => FileId.Next(TimeProvider.System));

    [Fact]
    public void A_clock_set_back_does_not_bring_ids_back()
    {
        var clock = DateTimeOffset.UtcNow;
        var before = Snowflake.Shared.Next(clock);

        var after = Enumerable.Range(1, 10_000).Select(back => Snowflake.Shared.Next(clock - TimeSpan.FromSeconds(back))).ToList();

        Assert.True(after[0] > before);
        Assert.Equal(after.Order().Distinct(), after);
    }

    [Fact]
    public void A_snowflake_holds_the_time_and_the_process()
    {
        // Ahead of every other id of this process, so that the given millisecond is the one used.
        var clock = DateTimeOffset.UtcNow + TimeSpan.FromMinutes(5);
        var id = Snowflake.Shared.Next(clock);

        var first2024 = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        Assert.Equal(clock.ToUnixTimeMilliseconds() - first2024, id >> 22);
        Assert.Equal(Environment.ProcessId & 1023, (id >> 12) & 1023);
    }

    [Fact]
    public void File_ids_have_sixteen_digits_as_those_of_the_other_writer() => Assert.Matches("^[0-9]{16}$", FileId.Next(TimeProvider.System));

    private static void NeverRepeatAndRise(Func<string> next)
    {
        var lists = new long[Threads][];
        var workers = Enumerable.Range(0, Threads).Select(worker => new Thread(() =>
        {
            lists[worker] = new long[PerThread];
            for (var i = 0; i < PerThread; i++)
                lists[worker][i] = long.Parse(next(), CultureInfo.InvariantCulture);
        })).ToList();
        workers.ForEach(worker => worker.Start());
        workers.ForEach(worker => worker.Join());

        Assert.Equal(Threads * PerThread, lists.SelectMany(list => list).Distinct().Count());
        Assert.All(lists, list => Assert.Equal(list.Order(), list));
    }
}
