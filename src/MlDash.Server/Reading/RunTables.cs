using System.Collections.Concurrent;
using MlDash.Comparing;

namespace MlDash.Server.Reading;

/// <summary>
/// Tables of the experiments of projects and namespaces, for all who may see them. Those used last stay in memory, up to a number of tables and
/// of experiments in all.
/// </summary>
internal sealed class RunTables(ExperimentReading experiments, FactsReading facts, TimeProvider clock)
{
    private const int MostTables = 1000;
    private const long MostRuns = 200_000;

    private readonly Lock _lock = new();
    private readonly LinkedList<Kept> _tables = [];

    /// <summary>Tells the versions of this server's tables from those of any other.</summary>
    public string Id { get; } = Guid.NewGuid().ToString("N");

    /// <summary>The table of a project or namespace.</summary>
    /// <param name="scope">Its id; whoever gets the table may read it.</param>
    public IRunTable Of(string scope) => new Shared(this, scope);

    private async Task<RunTablePage> ReadAsync(string scope, RunTableQuery query, CancellationToken cancellationToken)
    {
        var page = await Use(scope).Table.ReadAsync(query, cancellationToken);
        DropOld();
        return page;
    }

    private async Task<RunTableContent> ReadAllAsync(string scope, CancellationToken cancellationToken)
    {
        var all = await Use(scope).Table.ReadAllAsync(cancellationToken);
        DropOld();
        return all;
    }

    private Kept Use(string scope)
    {
        lock (_lock)
        {
            var used = _tables.FirstOrDefault(table => table.Scope == scope);
            if (used is not null)
                _tables.Remove(used);
            return _tables.AddFirst(used ?? new(scope, TableOf(scope))).Value;
        }
    }

    private void DropOld()
    {
        lock (_lock)
        {
            while (_tables.Count > MostTables || (_tables.Count > 1 && _tables.Sum(table => (long)table.Table.Count) > MostRuns))
                _tables.RemoveLast();
        }
    }

    private RunTable TableOf(string scope)
    {
        var warnings = new ConcurrentQueue<string>();
        return new(
            (known, cancellationToken) => facts.ReadAsync(experiments.InScopeAsync(scope, warnings, cancellationToken), known, warnings, cancellationToken),
            warnings, clock);
    }

    /// <summary>A table by what it is of: it is used, and so stays in memory, while it is asked.</summary>
    private sealed class Shared(RunTables tables, string scope) : IRunTable
    {
        public IReadOnlyList<string> Warnings => tables.Use(scope).Table.Warnings;

        public Task<RunTablePage> ReadAsync(RunTableQuery query, CancellationToken cancellationToken) => tables.ReadAsync(scope, query, cancellationToken);

        public Task<RunTableContent> ReadAllAsync(CancellationToken cancellationToken) => tables.ReadAllAsync(scope, cancellationToken);
    }

    private sealed record Kept(string Scope, RunTable Table);
}
