using System.Globalization;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using MlDash.Watching;

namespace MlDash.Tests.Watching;

public sealed class OutputBufferTests
{
    private readonly FakeTimeProvider _clock = new(new(2026, 11, 30, 10, 0, 0, TimeSpan.Zero));
    private readonly Lines _lines = new();

    [Fact]
    public async Task Who_writes_does_not_wait_for_a_sink_that_is_busy_until_the_memory_is_full()
    {
        _lines.Gate.Reset();
        var buffer = new OutputBuffer(new OutputLines(_lines, _clock), _clock, mostBytes: 1 << 20);
        var written = 0;
        var writer = Task.Run(() =>
        {
            for (; written < 4000; written++)
                buffer.Take(OutputSource.Output, Encoding.UTF8.GetBytes($"{written:00000}{new string('x', 1018)}\n"));
        });

        await Assert.ThrowsAsync<TimeoutException>(() => writer.WaitAsync(TimeSpan.FromSeconds(1)));
        Assert.InRange(written, 900, 1030);
        _lines.Gate.Set();
        await writer.WaitAsync(TimeSpan.FromSeconds(30));
        buffer.Complete(OutputSource.Output);
        Assert.Equal(Enumerable.Range(0, 4000), _lines.Texts.Select(text => int.Parse(text[..5], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Lines_have_the_time_at_which_they_came_and_the_order_between_the_streams()
    {
        _lines.Gate.Reset();
        var buffer = new OutputBuffer(new OutputLines(_lines, _clock), _clock);
        buffer.Take(OutputSource.Output, "one\n"u8);
        _clock.Advance(TimeSpan.FromSeconds(5));
        buffer.Take(OutputSource.Error, "two\n"u8);
        _clock.Advance(TimeSpan.FromSeconds(5));
        buffer.Take(OutputSource.Output, "three"u8);
        _lines.Gate.Set();
        buffer.Complete(OutputSource.Output);
        buffer.Complete(OutputSource.Error);

        Assert.Equal(["one", "two", "three"], _lines.Texts);
        Assert.Equal([0, 5, 10], _lines.Times.Select(time => time.Second));
    }

    [Fact]
    public void A_fault_of_the_sink_reaches_who_writes()
    {
        var buffer = new OutputBuffer(new OutputLines(new Broken(), _clock), _clock);
        buffer.Take(OutputSource.Output, "one\n"u8);

        Assert.Equal("broken", Assert.Throws<IOException>(() => buffer.Complete(OutputSource.Output)).Message);
        Assert.Equal("broken", Assert.Throws<IOException>(() => buffer.Take(OutputSource.Output, "two\n"u8)).Message);
    }

    private sealed class Lines : ILineSink
    {
        public ManualResetEventSlim Gate { get; } = new(initialState: true);

        public List<string> Texts { get; } = [];

        public List<DateTimeOffset> Times { get; } = [];

        public void Take(in OutputLine line)
        {
            Gate.Wait();
            if (line.IsRedrawn)
                return;
            Texts.Add(line.Text.ToString());
            Times.Add(line.Time);
        }
    }

    private sealed class Broken : ILineSink
    {
        public void Take(in OutputLine line) => throw new IOException("broken");
    }
}
