using System.Collections.Concurrent;
using MlDash.Comparing;

namespace MlDash.Server.Reading;

/// <summary>
/// Tables of the experiments of projects and namespaces, for all who may see them. Those used last stay in memory, up to a number of tables and
/// of experiments in all.
/// </summary>
internal sealed class RunTables(ExperimentReading experiments, FactsReading facts, TimeProvider clock)
{
    private const int MostTables = 16;
    private const long MostRuns = 200_000;

    private readonly Lock _lock = new();
    private readonly LinkedList<Kept> _tables = [];

    /// <summary>Tells the versions of this server's tables from those of any other.</summary>
    public string Id { get; } = Guid.NewGuid().ToString("N");

    /// <summary>A page of a table.</summary>
    /// <param name="scope">Id of the project or namespace, which the caller may read.</param>
    /// <param name="query">Which page.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<RunTablePage> ReadAsync(string scope, RunTableQuery query, CancellationToken cancellationToken)
    {
        var table = Use(scope);
        var page = await table.Table.ReadAsync(query, cancellationToken);
        table.Runs = page.Total;
        DropOld();
        return page;
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
            while (_tables.Count > MostTables || (_tables.Count > 1 && _tables.Sum(table => table.Runs) > MostRuns))
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

    private sealed class Kept(string scope, RunTable table)
    {
        public string Scope => scope;

        public RunTable Table => table;

        public long Runs { get; set; }
    }
}
