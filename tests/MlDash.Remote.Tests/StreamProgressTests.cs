using MlDash.Storage.Outgoing;

namespace MlDash.Remote.Tests;

public sealed class StreamProgressTests
{
    [Fact]
    public void What_a_server_lost_before_a_later_request_came_is_sent_again_and_the_later_one_is_not()
    {
        var progress = new StreamProgress();
        Send(progress, 10, end: 10);
        Send(progress, 20, end: 20);
        // The server was restored to its first ten records, and the next five came behind those.
        Send(progress, 25, end: 15);
        Assert.Equal((10L, 100L, 20L), (progress.Line, progress.Offset, progress.Until));
        Send(progress, 20, end: 25);
        Assert.Equal((25L, 250L, long.MaxValue), (progress.Line, progress.Offset, progress.Until));
    }

    [Fact]
    public void A_server_that_holds_less_than_it_took_has_lost_its_latest_requests()
    {
        var progress = new StreamProgress();
        Send(progress, 10, end: 10);
        Send(progress, 20, end: 20);
        progress.Lose(12);
        Assert.Equal((10L, 100L), (progress.Line, progress.Offset));
    }

    [Fact]
    public void Others_that_record_into_the_same_stream_move_nothing()
    {
        var progress = new StreamProgress();
        Send(progress, 10, end: 10);
        Send(progress, 20, end: 520);
        progress.Lose(519);
        Assert.Equal(10L, progress.Line);
        Send(progress, 20, end: 529);
        Assert.Equal((20L, 529L), (progress.Line, progress.End));
    }

    [Fact]
    public void What_is_sent_after_a_request_was_taken_back_has_another_key()
    {
        var progress = new StreamProgress();
        progress.Begin(10, 100, careful: false, said: null);
        var tries = progress.Pending!.Tries;
        progress.Withdraw();
        progress.Begin(10, 100, careful: false, said: null);
        Assert.NotEqual(tries, progress.Pending!.Tries);
    }

    /// <summary>Sends the lines up to one, ten bytes each, which are a record each.</summary>
    private static void Send(StreamProgress progress, long toLine, long end)
    {
        var from = progress.Line;
        progress.Begin(toLine, toLine * 10, careful: false, said: null);
        progress.Arrive(toLine, toLine * 10, toLine - from, end);
    }
}
