using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MlDash.Layers.Tests;

/// <summary>
/// The types that users meet in PowerShell: what cmdlets output and take, what views and type files name, the errors, what commands do with an experiment, and
/// all that can be reached from these by public members. They may keep the short namespace <c>MlDash</c>, whatever their folder.
/// </summary>
internal static partial class UserTypes
{
    private static readonly string[] _besides =
    [
        "MlDash.ExperimentException",
        "MlDash.StorageException",
        "MlDash.NetworkException",
        "MlDash.AuthenticationException",
        "MlDash.ConfigurationException",
        "MlDash.ExperimentMembers",
    ];

    /// <summary>The full names.</summary>
    public static IReadOnlySet<string> All { get; } = Find();

    /// <summary>The types of the objects that cmdlets and drives return, and of the values of their properties.</summary>
    public static IReadOnlyCollection<INamedTypeSymbol> Returned { get; } = FindReturned();

    private static HashSet<INamedTypeSymbol> FindReturned()
    {
        var cmdlets = Repository.Sources("MlDash.Cmdlets").Compilation;
        var found = new HashSet<INamedTypeSymbol>(SymbolEqualityComparer.Default);
        var next = new Stack<ITypeSymbol?>(Shown(cmdlets).Concat(Outputs(cmdlets)));
        while (next.TryPop(out var type))
        {
            if (type is IArrayTypeSymbol array)
                next.Push(array.ElementType);
            if (type is not INamedTypeSymbol named || !named.ToDisplayString().StartsWith("MlDash.", StringComparison.Ordinal) || !found.Add(named))
                continue;
            foreach (var property in named.GetMembers().OfType<IPropertySymbol>().Where(one => one.DeclaredAccessibility == Accessibility.Public))
                next.Push(property.Type);
        }

        return found;
    }

    private static HashSet<string> Find()
    {
        var cmdlets = Repository.Sources("MlDash.Cmdlets").Compilation;
        var found = new HashSet<string>();
        var next = new Stack<INamedTypeSymbol>();
        foreach (var type in Named(cmdlets).Concat(Declared(cmdlets)))
            Add(type);
        while (next.TryPop(out var type))
        {
            Add(type.BaseType);
            foreach (var implemented in type.Interfaces)
                Add(implemented);
            // The block of extension members is a type without a name in the class that holds it.
            var extensions = type.GetTypeMembers().Where(inner => inner.Name.Length == 0).SelectMany(block => block.GetMembers());
            foreach (var member in type.GetMembers().Concat(extensions).Where(member => member.DeclaredAccessibility == Accessibility.Public))
            {
                foreach (var used in TypesOf(member))
                    Add(used);
            }
        }

        return found;

        void Add(ITypeSymbol? type)
        {
            if (type is IArrayTypeSymbol array)
                Add(array.ElementType);
            if (type is not INamedTypeSymbol named)
                return;
            foreach (var argument in named.TypeArguments)
                Add(argument);
            if (named.DeclaredAccessibility == Accessibility.Public
                && named.ToDisplayString().StartsWith("MlDash.", StringComparison.Ordinal)
                && found.Add(named.OriginalDefinition.ToDisplayString()))
                next.Push(named.OriginalDefinition);
        }
    }

    /// <summary>Types that the views and type files of the module name, and the errors.</summary>
    private static IEnumerable<ITypeSymbol?> Named(Compilation cmdlets) =>
        Shown(cmdlets).Concat(_besides.Select(cmdlets.GetTypeByMetadataName));

    /// <summary>Types that the views and type files of the module name.</summary>
    private static IEnumerable<ITypeSymbol?> Shown(Compilation cmdlets) =>
        Directory.GetFiles(Repository.PathOf("module"), "*.ps1xml")
            .SelectMany(file => TypeName().Matches(File.ReadAllText(file)).Select(name => name.Value))
            .Select(cmdlets.GetTypeByMetadataName);

    /// <summary>Types of what cmdlets output.</summary>
    private static IEnumerable<ITypeSymbol?> Outputs(Compilation cmdlets) =>
        from file in cmdlets.SyntaxTrees
        let model = cmdlets.GetSemanticModel(file)
        from output in file.GetRoot().DescendantNodes().OfType<TypeOfExpressionSyntax>()
        where output.FirstAncestorOrSelf<AttributeSyntax>()?.Name.ToString() == "OutputType"
        select model.GetTypeInfo(output.Type).Type;

    /// <summary>Types of what cmdlets output and of their parameters.</summary>
    private static IEnumerable<ITypeSymbol?> Declared(Compilation cmdlets) => Outputs(cmdlets).Concat(Parameters(cmdlets));

    private static IEnumerable<ITypeSymbol?> Parameters(Compilation cmdlets)
    {
        foreach (var file in cmdlets.SyntaxTrees)
        {
            var model = cmdlets.GetSemanticModel(file);
            foreach (var node in file.GetRoot().DescendantNodes())
            {
                if (node is PropertyDeclarationSyntax parameter
                    && parameter.AttributeLists.SelectMany(list => list.Attributes).Any(mark => mark.Name.ToString() == "Parameter"))
                    yield return model.GetTypeInfo(parameter.Type).Type;
            }
        }
    }

    private static IEnumerable<ITypeSymbol> TypesOf(ISymbol member) => member switch
    {
        IPropertySymbol property => [property.Type],
        IFieldSymbol field => [field.Type],
        IMethodSymbol method => [method.ReturnType, .. method.Parameters.Select(parameter => parameter.Type)],
        _ => [],
    };

    [GeneratedRegex(@"MlDash\.[\w.]+")]
    private static partial Regex TypeName();
}
