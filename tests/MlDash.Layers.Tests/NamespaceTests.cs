using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MlDash.Layers.Tests;

/// <summary>Namespaces follow folders, so that a <c>using</c> shows the arrow it stands for.</summary>
public class NamespaceTests
{
    public static TheoryData<string> Projects => [.. Floors.All.Select(table => table.Project)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void The_namespace_of_a_file_is_that_of_its_folder_or_MlDash_when_users_see_its_types(string project)
    {
        var table = Floors.Of(project);
        var sources = Repository.Sources(project);
        Sentences.None(sources.Files.Select(file => Wrong(table, sources, file)).OfType<string>());
    }

    [Fact]
    public void Users_see_experiments_and_what_they_record()
    {
        string[] some = ["MlDash.Experiment", "MlDash.MetricInfo", "MlDash.LogEntry", "MlDash.ExperimentException", "MlDash.DriveItem"];
        Assert.Empty(some.Except(UserTypes.All));
    }

    private static string? Wrong(RoomTable table, SourceProject sources, SyntaxTree file)
    {
        var root = file.GetRoot();
        if (root.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault() is not { } declared)
            return null;
        var (found, expected) = (declared.Name.ToString(), table.NamespaceOf(Arrow.RoomOf(file.FilePath)));
        if (found == expected || (found == "MlDash" && HasUserType(sources, file)))
            return null;
        return $"{file.FilePath} is in the namespace {found}: the one of its folder is {expected}.";
    }

    private static bool HasUserType(SourceProject sources, SyntaxTree file)
    {
        var model = sources.Compilation.GetSemanticModel(file);
        return file.GetRoot().DescendantNodes().Any(node =>
            node is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax
            && model.GetDeclaredSymbol(node) is INamedTypeSymbol type
            && UserTypes.All.Contains(type.OriginalDefinition.ToDisplayString()));
    }
}
