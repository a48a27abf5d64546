using System.Diagnostics;
using System.Management.Automation;
using MlDash.PesterHarness.Model;
using MlDash.PesterHarness.Running;

// Usage: MlDash.PesterHarness <file or folder>... [-Tag <tag>] [-ExcludeTag <tag>] [-FullName <wildcard>] [-Output Detailed]
var paths = new List<string>();
string? tag = null, excludeTag = null, fullName = null;
var detailed = false;
for (var i = 0; i < args.Length; i++)
{
    switch (args[i].ToUpperInvariant())
    {
        case "-TAG": tag = args[++i].ToUpperInvariant(); break;
        case "-EXCLUDETAG": excludeTag = args[++i].ToUpperInvariant(); break;
        case "-FULLNAME": fullName = args[++i]; break;
        case "-OUTPUT": detailed = args[++i].Equals("Detailed", StringComparison.OrdinalIgnoreCase); break;
        default: paths.Add(args[i]); break;
    }
}

var files = paths.SelectMany(FilesOf).Select(Path.GetFullPath).ToList();
var wanted = fullName is null ? null : new WildcardPattern(fullName, WildcardOptions.IgnoreCase);
bool Selects(TestCase test) =>
    (tag is null || test.Tags.Contains(tag)) && (excludeTag is null || !test.Tags.Contains(excludeTag)) && (wanted is null || wanted.IsMatch(test.FullName));

var counts = new Dictionary<Outcome, int> { [Outcome.Passed] = 0, [Outcome.Failed] = 0, [Outcome.Skipped] = 0 };
foreach (var file in files)
{
    var watch = Stopwatch.StartNew();
    var result = File.Exists(file) ? FileRun.Run(file, Selects) : new FileResult(file, [new("Discovery", Outcome.Failed, "There is no such file.")]);
    foreach (var outcome in counts.Keys)
        counts[outcome] += result.Count(outcome);
    Console.WriteLine($"[{(result.Count(Outcome.Failed) == 0 ? '+' : '-')}] {Path.GetFileName(file)}: {result.Count(Outcome.Passed)} passed, {result.Count(Outcome.Failed)} failed, {result.Count(Outcome.Skipped)} skipped in {watch.Elapsed.TotalSeconds:0.0} s");
    foreach (var test in result.Tests)
    {
        if (test.Outcome == Outcome.Failed || detailed)
            Console.WriteLine($"    [{test.Outcome switch { Outcome.Passed => '+', Outcome.Failed => '-', _ => '!' }}] {test.Name}{(test.Error is null ? string.Empty : Environment.NewLine + "        " + test.Error.ReplaceLineEndings(Environment.NewLine + "        "))}");
    }
}

Console.WriteLine($"{counts[Outcome.Passed]} passed, {counts[Outcome.Failed]} failed{(counts[Outcome.Skipped] > 0 ? $", {counts[Outcome.Skipped]} skipped" : string.Empty)}");
return counts[Outcome.Failed] > 0 || counts[Outcome.Passed] == 0 ? 1 : 0;

static IEnumerable<string> FilesOf(string path) =>
    Directory.Exists(path) ? Directory.EnumerateFiles(path, "*.Tests.ps1", SearchOption.AllDirectories).Order(StringComparer.Ordinal) : [path];
