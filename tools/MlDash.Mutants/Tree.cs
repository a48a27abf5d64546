using System.Diagnostics;
using System.Xml.Linq;

namespace MlDash.Mutants;

/// <summary>A clone of the last commit, in which bugs are planted; the working tree is never touched.</summary>
internal sealed class Tree : IDisposable
{
    /// <summary>A bug may make a test wait forever.</summary>
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(10);

    /// <summary>Ends the name of a project without a bug while one with a bug has its place.</summary>
    private const string Sound = ".sound";

    private static readonly string[] _quickly = ["--nologo", "-v", "quiet", "-nodeReuse:false", "-p:TreatWarningsAsErrors=false", "-p:RunAnalyzers=false"];

    private readonly string _folder = Directory.CreateTempSubdirectory("mldash-mutants-").FullName;

    private Tree()
    {
    }

    /// <exception cref="MutantException">This is no git repository.</exception>
    public static Tree Clone(string repository)
    {
        var tree = new Tree();
        if (tree.Run("git", "clone", "--quiet", "--shared", repository, tree._folder) == 0)
            return tree;
        tree.Dispose();
        throw new MutantException($"'{repository}' cannot be cloned. Run this in a clone of the project.");
    }

    /// <exception cref="MutantException">There is no such file.</exception>
    public string Read(string file) => File.Exists(Path.Combine(_folder, file))
        ? File.ReadAllText(Path.Combine(_folder, file))
        : throw new MutantException($"The last commit has no file '{file}'. Correct mutants.json.");

    public void Write(string file, string text) => File.WriteAllText(Path.Combine(_folder, file), text);

    /// <summary>Builds a suite. Style and warnings are not what is tested. False when it does not compile.</summary>
    public bool Build(string suite) => Run("dotnet", ["build", $"tests/{suite}", .. _quickly]) == 0;

    /// <summary>
    /// Builds the one project a source file belongs to, and puts it among what a suite runs: the suite itself and all that lies between stay as they are.
    /// False when it does not compile.
    /// </summary>
    public bool BuildInto(string suite, string file)
    {
        var project = ProjectOf(file);
        if (Run("dotnet", ["build", $"src/{project}", "--no-restore", "--no-dependencies", .. _quickly]) != 0)
            return false;
        var built = Directory.GetFiles(Path.Combine(_folder, "src", project, "bin"), $"{project}.dll", SearchOption.AllDirectories).Single();
        var used = Used(suite, project);
        File.Move(used, used + Sound);
        File.Copy(built, used);
        return true;
    }

    /// <summary>Puts the project without a bug back among what a suite runs.</summary>
    public void PutBack(string suite, string file)
    {
        var used = Used(suite, ProjectOf(file));
        if (File.Exists(used + Sound))
            File.Move(used + Sound, used, overwrite: true);
    }

    /// <summary>Runs a suite, or some of its tests.</summary>
    /// <param name="suite">The test project.</param>
    /// <param name="only">Names of tests with their classes, with wildcards; null: all.</param>
    /// <returns>The names of the tests that failed; null when the suite crashed or did not end.</returns>
    /// <exception cref="MutantException">No test has such a name.</exception>
    public string[]? Test(string suite, string[]? only)
    {
        var report = Path.Combine(_folder, "report.xml");
        File.Delete(report);
        string[] tests = [.. (only ?? []).SelectMany(name => new[] { "-method", name })];
        Run("dotnet", [$"tests/{suite}/bin/Debug/net10.0/{suite}.dll", "-noLogo", "-result-xml", report, .. tests]);
        if (!File.Exists(report))
            return null;
        var results = XDocument.Load(report).Descendants("test").ToList();
        if (results.Count == 0)
            throw new MutantException($"{suite} has no test of these names: {string.Join(' ', only ?? [])}. Correct mutants.json.");
        return [.. results.Where(test => (string?)test.Attribute("result") == "Fail").Select(NameOf).Distinct()];
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string ProjectOf(string file) => file.Split('/')[1];

    private string Used(string suite, string project) => Path.Combine(_folder, "tests", suite, "bin", "Debug", "net10.0", $"{project}.dll");

    /// <summary>Class and method; the data of a theory are left out.</summary>
    private static string NameOf(XElement test) => $"{((string)test.Attribute("type")!).Split('.')[^1]}.{(string)test.Attribute("method")!}";

    /// <returns>The exit code; null when the program did not end.</returns>
    private int? Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        // What is printed is read so that the program never waits for it; the report says what matters.
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (process.WaitForExit(_longest))
            return process.ExitCode;
        process.Kill(entireProcessTree: true);
        return null;
    }
}
