using System.Diagnostics;
using System.Xml.Linq;

namespace MlDash.Mutants;

/// <summary>A clone of the last commit, in which bugs are planted; the working tree is never touched.</summary>
internal sealed class Tree : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mldash-mutants-").FullName;

    private Tree()
    {
    }

    /// <exception cref="MutantException">This is no git repository.</exception>
    public static Tree Clone(string repository)
    {
        var tree = new Tree();
        if (tree.Run("git", "clone", "--quiet", "--shared", repository, tree._folder) != 0)
            throw new MutantException($"'{repository}' cannot be cloned. Run this in a clone of the project.");
        return tree;
    }

    public string Read(string file) => File.ReadAllText(Path.Combine(_folder, file));

    public void Write(string file, string text) => File.WriteAllText(Path.Combine(_folder, file), text);

    /// <summary>Builds a suite. False when it does not compile.</summary>
    public bool Build(string suite) => Run("dotnet", "build", $"tests/{suite}", "--nologo", "-v", "quiet", "-p:TreatWarningsAsErrors=false") == 0;

    /// <summary>Runs a suite, or some of its classes.</summary>
    /// <returns>The names of the tests that failed; null when the suite crashed or ran no test.</returns>
    public string[]? Test(string suite, string[]? only)
    {
        var report = Path.Combine(_folder, "report.xml");
        File.Delete(report);
        string[] classes = [.. (only ?? []).SelectMany(name => new[] { "-class", name })];
        Run("dotnet", [$"tests/{suite}/bin/Debug/net10.0/{suite}.dll", "-noLogo", "-result-xml", report, .. classes]);
        if (!File.Exists(report))
            return null;
        var tests = XDocument.Load(report).Descendants("test").ToList();
        return tests.Count == 0 ? null : [.. tests.Where(test => (string?)test.Attribute("result") == "Fail").Select(test => (string)test.Attribute("name")!)];
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private int Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        // What is printed is read so that the program never waits for it; the report says what matters.
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
