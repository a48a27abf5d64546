using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MlDash.Layers.Tests;

/// <summary>The sources of one project, compiled in memory so that every name in them can be resolved.</summary>
internal sealed class SourceProject
{
    /// <summary>The implicit usings of the SDKs, which no source file names.</summary>
    private const string ImplicitUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
        """;

    private const string ImplicitWebUsings = """
        global using System.Net.Http.Json; global using Microsoft.AspNetCore.Builder; global using Microsoft.AspNetCore.Hosting;
        global using Microsoft.AspNetCore.Http; global using Microsoft.AspNetCore.Routing; global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection; global using Microsoft.Extensions.Hosting; global using Microsoft.Extensions.Logging;
        """;

    private SourceProject(CSharpCompilation compilation) => Compilation = compilation;

    /// <summary>The compilation; the path of each tree is relative to the folder of the project, with slashes.</summary>
    public CSharpCompilation Compilation { get; }

    /// <summary>The files of the project, without those that only hold implicit usings.</summary>
    public IEnumerable<SyntaxTree> Files => Compilation.SyntaxTrees.Where(tree => tree.FilePath.Length > 0);

    /// <summary>Reads a project of the repository.</summary>
    public static SourceProject Read(string folder)
    {
        var isWeb = File.ReadAllText(Directory.GetFiles(folder, "*.csproj").Single()).Contains("Microsoft.NET.Sdk.Web", StringComparison.Ordinal);
        return Of(
            Path.GetFileName(folder),
            Repository.SourceFiles(folder).Select(file => (Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllText(file))),
            isWeb ? ImplicitUsings + ImplicitWebUsings : ImplicitUsings);
    }

    /// <summary>Makes a project of given texts.</summary>
    public static SourceProject Of(string name, IEnumerable<(string Path, string Text)> files, string implicitUsings = ImplicitUsings)
    {
        // Code that only some builds have is looked at as well.
        var parsing =
            CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest).WithPreprocessorSymbols("DEBUG", "CRASH_POINTS", "NET8_0_OR_GREATER");
        return new(CSharpCompilation.Create(
            name,
            [
                CSharpSyntaxTree.ParseText(implicitUsings, parsing),
                .. files.Select(file => CSharpSyntaxTree.ParseText(file.Text, parsing, file.Path)),
            ],
            References(name),
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable)));
    }

    /// <summary>What this test runs on: the framework and the packages of the projects it refers to, but never the project that is read.</summary>
    private static IEnumerable<MetadataReference> References(string name) =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(file => Path.GetFileNameWithoutExtension(file) != name)
            .Select(file => MetadataReference.CreateFromFile(file));
}
