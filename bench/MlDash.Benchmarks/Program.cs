using System.Globalization;
using MlDash.Benchmarks;

// Usage: dotnet run -c Release --project bench/MlDash.Benchmarks [-- word]   prints the rows whose name holds the word, or all of them and the table of growth.
if (args is ["import", var module])
{
    EngineRows.ImportOnly(module);
    return;
}

if (args is ["empty"])
{
    EmptyServer.Run();
    return;
}

if (args is ["serve"])
{
    ServerWithEmptyEndpoint.Run();
    return;
}

var only = args.FirstOrDefault();
Console.WriteLine("| work | against | goal | found | |");
Console.WriteLine("|---|---|---|---|---|");
foreach (var (name, rows) in new (string, Func<Workspace, IEnumerable<Row>>)[]
{
    ("core", CoreRows.Run),
    ("engine", EngineRows.Run),
    ("import", _ => [EngineRows.Import()]),
    ("list", ListingRows.Run),
    ("files", FileRows.Run),
    ("tensorboard", ImportRows.Run),
    ("tables", TableRows.Run),
    ("large", CoreRows.RunLarge),
    ("watch", WatchRows.Run),
    ("chart", _ => [ChartRows.Draw()]),
    ("series", SeriesRows.Run),
    ("http-curves", SeriesOverHttpRows.Run),
    ("facts", FactsRows.Run),
    ("sampling", workspace => [SamplingRows.Share(workspace)]),
    ("server-ingest", IngestRows.Run),
    ("server", ServerRows.Run),
    ("server-large", ServerRows.RunLarge),
    ("server-many", ServerManyRows.Run),
})
{
    if (only is not null && !name.Contains(only, StringComparison.Ordinal))
        continue;
    using var workspace = new Workspace();
    foreach (var row in rows(workspace))
        Console.WriteLine($"| {row.Work} | {row.Against} | {row.Goal} | {row.Found} | {(row.Holds ? "holds" : "does not hold")} |");
}

if (only is null or "growth")
{
    Console.WriteLine(string.Empty);
    Console.WriteLine("| points of one metric | record, ms | read, ms |");
    Console.WriteLine("|---|---|---|");
    foreach (var points in new[] { 1_000, 10_000, 100_000, 1_000_000, 10_000_000 })
    {
        using var workspace = new Workspace();
        var (record, read) = CoreRows.Cost(workspace, points);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {points:N0} | {record:0.0} | {read:0.0} |"));
    }

    Console.WriteLine(string.Empty);
    Console.WriteLine("| experiments | first, ms | all, ms |");
    Console.WriteLine("|---|---|---|");
    foreach (var experiments in new[] { 10, 100, 1_000, 10_000, 100_000 })
    {
        using var workspace = new Workspace();
        var (first, all) = ListingRows.Cost(workspace, experiments);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {experiments:N0} | {first:0.0} | {all:0.0} |"));
    }
}
