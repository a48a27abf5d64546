namespace MlDash.Storage;

/// <summary>Bridges between sequences that are read at once and sequences that are awaited, without a state machine for every item.</summary>
internal static class AsyncSequences
{
    /// <summary>A sequence whose items are there when asked for.</summary>
    public static IAsyncEnumerable<T> ToAsync<T>(this IEnumerable<T> items, CancellationToken cancellationToken) => new Ready<T>(items, cancellationToken);

    /// <summary>A sequence that is asked for only when <paramref name="first"/> has ended: a store may begin to read as soon as it is asked.</summary>
    public static IAsyncEnumerable<T> After<T>(
        Func<CancellationToken, Task> first, Func<CancellationToken, IAsyncEnumerable<T>> items, CancellationToken cancellationToken) =>
        new Later<T>(first, items, cancellationToken);

    private sealed class Ready<T>(IEnumerable<T> items, CancellationToken given) : IAsyncEnumerable<T>
    {
        public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
            new Enumerator(items.GetEnumerator(), cancellationToken.CanBeCanceled ? cancellationToken : given);

        private sealed class Enumerator(IEnumerator<T> items, CancellationToken cancellationToken) : IAsyncEnumerator<T>
        {
            public T Current => items.Current;

            public ValueTask<bool> MoveNextAsync()
            {
                cancellationToken.ThrowIfCancellationRequested();
                return new ValueTask<bool>(items.MoveNext());
            }

            public ValueTask DisposeAsync()
            {
                items.Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }

    private sealed class Later<T>(
        Func<CancellationToken, Task> first, Func<CancellationToken, IAsyncEnumerable<T>> items, CancellationToken given) : IAsyncEnumerable<T>
    {
        public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
            new Enumerator(first, items, cancellationToken.CanBeCanceled ? cancellationToken : given);

        private sealed class Enumerator(
            Func<CancellationToken, Task> first, Func<CancellationToken, IAsyncEnumerable<T>> items, CancellationToken cancellationToken) : IAsyncEnumerator<T>
        {
            private IAsyncEnumerator<T>? _opened;

            public T Current => _opened!.Current;

            public ValueTask<bool> MoveNextAsync() => _opened?.MoveNextAsync() ?? OpenAsync();

            public ValueTask DisposeAsync() => _opened?.DisposeAsync() ?? ValueTask.CompletedTask;

            private async ValueTask<bool> OpenAsync()
            {
                await first(cancellationToken).ConfigureAwait(false);
                _opened = items(cancellationToken).GetAsyncEnumerator(cancellationToken);
                return await _opened.MoveNextAsync().ConfigureAwait(false);
            }
        }
    }
}
