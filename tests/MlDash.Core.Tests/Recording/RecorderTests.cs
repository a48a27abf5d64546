using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using MlDash.Recording;
using MlDash.Records;

namespace MlDash.Tests.Recording;

public sealed class RecorderTests
{
    private static readonly RecordingOptions _quick = new()
    {
        MaxRetries = 2,
        RetryBaseDelay = TimeSpan.FromMilliseconds(1),
        RetryMaxDelay = TimeSpan.FromMilliseconds(5),
    };

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private static readonly StreamId _loss = new(RecordKind.Metric, "loss");

    [Fact]
    public async Task Records_of_eight_threads_are_all_written_each_thread_in_its_order()
    {
        var sink = new Sink();
        await using var recorder = Open(sink, _quick);
        var stream = recorder.Stream(_loss);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < 2_000; i++)
                Append(stream, (thread * 10_000) + i);
        })));
        await recorder.WriteThroughAsync();

        var written = sink.Of(_loss);
        Assert.Equal(16_000, written.Count);
        Assert.All(written.GroupBy(number => number / 10_000), thread => Assert.Equal(Enumerable.Range(0, 2_000), thread.Select(number => number % 10_000)));
        Assert.True(sink.Batches < 8_000, $"{sink.Batches} batches for 16000 records are no batches.");
    }

    [Fact]
    public async Task A_flush_is_a_barrier_for_all_streams()
    {
        var sink = new Sink();
        await using var recorder = Open(sink, _quick);
        for (var round = 1; round <= 20; round++)
        {
            for (var stream = 0; stream < 5; stream++)
                Append(recorder.Stream(new StreamId(RecordKind.Metric, $"m{stream}")), round);
            await recorder.WriteThroughAsync();
            for (var stream = 0; stream < 5; stream++)
                Assert.Equal(Enumerable.Range(1, round), sink.Of(new StreamId(RecordKind.Metric, $"m{stream}")));
        }
    }

    [Fact]
    public async Task Callers_wait_when_too_much_waits_and_nothing_is_lost()
    {
        var sink = new Sink { Gate = new SemaphoreSlim(0) };
        await using var recorder = Open(sink, _quick with { MaxPendingBytes = 1_000 });
        var stream = recorder.Stream(_loss);
        var accepted = 0;
        var caller = Task.Run(() =>
        {
            for (var i = 0; i < 5_000; i++)
            {
                Append(stream, i);
                Volatile.Write(ref accepted, i + 1);
            }
        });
        await sink.Reached.Task;
        await Task.WhenAny(caller, Task.Delay(200));

        // A record is about ten bytes; one batch is being written, one is filled up.
        Assert.InRange(Volatile.Read(ref accepted), 1, 400);
        Assert.InRange(stream.Waiting, 1, 400);
        sink.Gate.Release(1_000_000);
        await caller;
        await recorder.WriteThroughAsync();
        Assert.Equal(Enumerable.Range(0, 5_000), sink.Of(_loss));
        Assert.True(sink.LargestBatch <= 1_100, $"A batch of {sink.LargestBatch} bytes.");
    }

    [Fact]
    public async Task A_write_that_fails_for_a_while_is_tried_again_and_nobody_is_troubled()
    {
        var sink = new Sink { Failures = 2 };
        await using var recorder = Open(sink, _quick);
        Append(recorder.Stream(_loss), 1);

        await recorder.WriteThroughAsync();

        Assert.Equal([1], sink.Of(_loss));
        Assert.Null(recorder.TakeFault());
    }

    [Fact]
    public async Task A_write_that_keeps_failing_is_reported_once_and_loses_nothing()
    {
        var sink = new Sink { Failures = int.MaxValue };
        await using var recorder = Open(sink, _quick);
        var stream = recorder.Stream(_loss);
        for (var i = 0; i < 10; i++)
            Append(stream, i);

        MlDashException? fault = null;
        for (var wait = 0; wait < 1_000 && (fault = recorder.TakeFault()) is null; wait++)
            await Task.Delay(5);
        Assert.Equal("WriteFailed", Assert.IsType<StorageException>(fault).ErrorId);
        var reported = sink.Attempts;
        while (sink.Attempts < reported + 5)
            await Task.Delay(1);
        Assert.Null(recorder.TakeFault());

        sink.Failures = 0;
        Append(stream, 10);
        await recorder.WriteThroughAsync();
        Assert.Equal(Enumerable.Range(0, 11), sink.Of(_loss));
    }

    [Fact]
    public async Task A_flush_is_not_told_of_the_failure_of_a_try_that_was_under_way_before_it()
    {
        var sink = new Sink { Failures = 1, Gate = new SemaphoreSlim(0) };
        await using var recorder = Open(sink, _quick with { MaxRetries = 0 });
        Append(recorder.Stream(_loss), 1);
        await sink.Reached.Task;

        var flush = recorder.WriteThroughAsync();
        sink.Gate.Release(2);
        await flush;

        Assert.Equal(2, sink.Attempts);
        Assert.Equal([1], sink.Of(_loss));
    }

    [Fact]
    public async Task A_flush_tells_of_the_failure_while_it_lasts_and_succeeds_afterwards()
    {
        var sink = new Sink { Failures = int.MaxValue };
        await using var recorder = Open(sink, _quick);
        Append(recorder.Stream(_loss), 1);

        for (var again = 0; again < 3; again++)
            await Assert.ThrowsAsync<StorageException>(() => recorder.WriteThroughAsync());
        Assert.Equal("1 records of metric 'loss'", recorder.DescribeWaiting());

        sink.Failures = 0;
        await recorder.WriteThroughAsync();
        Assert.Equal([1], sink.Of(_loss));
        Assert.Empty(recorder.DescribeWaiting());
    }

    [Fact]
    public async Task What_a_flush_has_told_is_not_told_again()
    {
        for (var round = 0; round < 300; round++)
        {
            await using var recorder = Open(
                new Sink { Failures = int.MaxValue },
                _quick with { MaxRetries = 0, RetryBaseDelay = TimeSpan.FromSeconds(5), RetryMaxDelay = TimeSpan.FromSeconds(5) });
            Append(recorder.Stream(_loss), 1);
            await Assert.ThrowsAsync<StorageException>(() => recorder.WriteThroughAsync());
            await Task.Yield();

            Assert.Null(recorder.TakeFault());
        }
    }

    [Fact]
    public async Task What_an_unbuffered_append_has_told_is_not_told_again()
    {
        for (var round = 0; round < 300; round++)
        {
            await using var recorder = Open(
                new Sink { Failures = int.MaxValue },
                _quick with { Buffered = false, MaxRetries = 0, RetryBaseDelay = TimeSpan.FromSeconds(5), RetryMaxDelay = TimeSpan.FromSeconds(5) });
            var stream = recorder.Stream(_loss);
            Assert.Throws<StorageException>(() => recorder.Settle(stream, Append(stream, 1)));
            await Task.Yield();

            Assert.Null(recorder.TakeFault());
        }
    }

    [Fact]
    public async Task Appending_does_not_shorten_the_rest_before_a_failed_write_is_tried_again()
    {
        var clock = new FakeTimeProvider();
        var sink = new Sink { Failures = 1 };
        await using var recorder =
            Open(sink, _quick with { RetryBaseDelay = TimeSpan.FromSeconds(1), RetryMaxDelay = TimeSpan.FromSeconds(1), FlushInterval = TimeSpan.Zero }, clock);
        var (stream, other) = (recorder.Stream(_loss), recorder.Stream(StreamId.Log));
        Append(stream, 0);
        while (sink.Attempts == 0)
            await Task.Delay(1);
        for (var i = 1; i < 100; i++)
        {
            Append(stream, i);
            // The loop has passed the stream by when it has written what came after.
            Append(other, i);
            await other.WhenDrained();
            clock.Advance(TimeSpan.FromMilliseconds(10));
        }

        Assert.Empty(sink.Of(_loss));
        while (stream.Waiting > 0)
            clock.Advance(TimeSpan.FromMilliseconds(10));
        Assert.Equal(Enumerable.Range(0, 100), sink.Of(_loss));
    }

    [Fact]
    public async Task A_full_queue_that_cannot_be_written_refuses_the_record_with_the_cause()
    {
        var sink = new Sink { Failures = int.MaxValue };
        await using var recorder = Open(sink, _quick with { MaxPendingBytes = 100 });
        var stream = recorder.Stream(_loss);
        var taken = 0;
        var error = Assert.Throws<StorageException>(() =>
        {
            for (; taken < 10_000; taken++)
                Append(stream, taken);
        });

        Assert.Equal("QueueFull", error.ErrorId);
        Assert.Contains("broken sink", error.Message, StringComparison.Ordinal);
        sink.Failures = 0;
        await recorder.WriteThroughAsync();
        Assert.Equal(Enumerable.Range(0, taken), sink.Of(_loss));
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Durable_or_unbuffered_appends_return_after_the_write(bool durable, bool buffered)
    {
        var sink = new Sink();
        await using var recorder = Open(sink, _quick with { Durable = durable, Buffered = !buffered });
        var stream = recorder.Stream(_loss);
        for (var i = 0; i < 50; i++)
        {
            recorder.Settle(stream, Append(stream, i));
            Assert.Equal(i, sink.Of(_loss)[^1]);
        }
    }

    [Fact]
    public async Task A_record_that_cannot_be_written_as_json_leaves_no_trace()
    {
        var sink = new Sink();
        await using var recorder = Open(sink, _quick);
        var stream = recorder.Stream(_loss);
        Append(stream, 1);
        Assert.Throws<InvalidOperationException>(() => stream.Append<int>(2, (writer, _, _) =>
        {
            writer.WriteStartObject();
            writer.WriteString("half", new string('x', 100_000));
            throw new InvalidOperationException("no value");
        }));
        Append(stream, 3);
        await recorder.WriteThroughAsync();

        Assert.Equal([1, 3], sink.Of(_loss));
    }

    [Fact]
    public async Task A_failing_stream_does_not_hold_up_another()
    {
        var sink = new Sink { Failures = int.MaxValue, FailsFor = _loss };
        await using var recorder = Open(sink, _quick);
        Append(recorder.Stream(_loss), 1);
        var other = recorder.Stream(StreamId.Log);
        for (var i = 0; i < 100; i++)
            Append(other, i);
        await other.WhenDrained();

        Assert.Equal(Enumerable.Range(0, 100), sink.Of(StreamId.Log));
    }

    [Fact]
    public async Task A_track_that_waits_for_its_merge_window_holds_no_other_stream_back()
    {
        var clock = new FakeTimeProvider();
        var sink = new Sink();
        await using var recorder = Open(sink, _quick with { FlushInterval = TimeSpan.Zero }, clock);
        var pose = recorder.Stream(new StreamId(RecordKind.Track, "pose"));
        Append(pose, 1);
        var loss = recorder.Stream(_loss);
        await loss.WhenWritten(Append(loss, 2)).WaitAsync(_patience);
        Assert.Empty(sink.Of(pose.Id));

        clock.Advance(_quick.TrackMergeWindow - TimeSpan.FromMilliseconds(1));
        var second = Append(pose, 3);
        await loss.WhenWritten(Append(loss, 4)).WaitAsync(_patience);
        Assert.Empty(sink.Of(pose.Id));

        clock.Advance(TimeSpan.FromMilliseconds(1));
        await pose.WhenWritten(second).WaitAsync(_patience);
        Assert.Equal([1, 3], sink.Of(pose.Id));
        Assert.Equal([2, 4], sink.Of(_loss));
    }

    [Fact]
    public async Task Tracks_are_due_each_by_its_own_first_entry()
    {
        var clock = new FakeTimeProvider();
        var sink = new Sink();
        await using var recorder = Open(sink, _quick with { FlushInterval = TimeSpan.Zero }, clock);
        var (left, right) = (recorder.Stream(new StreamId(RecordKind.Track, "left")), recorder.Stream(new StreamId(RecordKind.Track, "right")));
        var first = Append(left, 1);
        clock.Advance(_quick.TrackMergeWindow / 2);
        var second = Append(right, 2);
        clock.Advance(_quick.TrackMergeWindow / 2);
        await left.WhenWritten(first).WaitAsync(_patience);
        Assert.Empty(sink.Of(right.Id));
        clock.Advance(_quick.TrackMergeWindow / 2);
        await right.WhenWritten(second).WaitAsync(_patience);
    }

    [Fact]
    public async Task A_flush_and_a_full_batch_do_not_wait_for_a_merge_window()
    {
        var sink = new Sink();
        await using var recorder = Open(sink, _quick with { TrackBatchSize = 2 }, new FakeTimeProvider());
        var pose = recorder.Stream(new StreamId(RecordKind.Track, "pose"));
        Append(pose, 1);
        await pose.WhenWritten(Append(pose, 2)).WaitAsync(_patience);
        Append(pose, 3);
        await recorder.WriteThroughAsync().WaitAsync(_patience);
        Assert.Equal([1, 2, 3], sink.Of(pose.Id));
    }

    private static Recorder Open(Sink sink, RecordingOptions options, TimeProvider? clock = null) => new(sink, options, clock ?? TimeProvider.System);

    private static long Append(RecordStream stream, int number) => stream.Append(number, (writer, value, _) =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("n", value);
        writer.WriteEndObject();
    });

    /// <summary>Keeps the numbers it is given; fails as often as told.</summary>
    private sealed class Sink : IRecordSink
    {
        private readonly ConcurrentDictionary<StreamId, List<int>> _written = new();
        private int _attempts;

        public volatile int Failures;

        public StreamId? FailsFor { get; init; }

        public SemaphoreSlim? Gate { get; init; }

        public TaskCompletionSource Reached { get; } = new();

        public int Attempts => Volatile.Read(ref _attempts);

        public int Batches { get; private set; }

        public int LargestBatch { get; private set; }

        public List<int> Of(StreamId stream) => _written.TryGetValue(stream, out var numbers) ? numbers : [];

        public void Admit(StreamId stream)
        {
        }

        public async ValueTask WriteAsync(StreamId stream, RecordBatch batch, CancellationToken cancellationToken)
        {
            Reached.TrySetResult();
            if (Gate is not null)
                await Gate.WaitAsync(cancellationToken);
            if (Failures > 0 && (FailsFor is null || FailsFor == stream))
            {
                if (Failures != int.MaxValue)
                    Failures--;
                Interlocked.Increment(ref _attempts);
                throw new IOException("broken sink");
            }

            Interlocked.Increment(ref _attempts);
            var numbers = _written.GetOrAdd(stream, _ => []);
            for (var record = 0; record < batch.Count; record++)
                numbers.Add(int.Parse(System.Text.Encoding.ASCII.GetString(batch[record])[5..^1], CultureInfo.InvariantCulture));
            Batches++;
            LargestBatch = Math.Max(LargestBatch, batch.Length);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
