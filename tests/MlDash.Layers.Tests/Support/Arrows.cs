using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MlDash.Layers.Tests;

/// <summary>Which file uses which, found by resolving every name to the file that declares it.</summary>
internal static class Arrows
{
    /// <summary>The arrows between files of different folders. Comments are not read: a reference in one needs nothing to be there.</summary>
    public static IReadOnlySet<Arrow> Of(SourceProject project)
    {
        var arrows = new HashSet<Arrow>();
        foreach (var file in project.Files)
        {
            var model = project.Compilation.GetSemanticModel(file);
            foreach (var node in file.GetRoot().DescendantNodes())
            {
                foreach (var declaring in DeclaringFiles(model, node))
                {
                    var arrow = new Arrow(file.FilePath, declaring);
                    if (declaring.Length > 0 && arrow.FromRoom != arrow.ToRoom)
                        arrows.Add(arrow);
                }
            }
        }

        return arrows;
    }

    private static IEnumerable<string> DeclaringFiles(SemanticModel model, SyntaxNode node) => node switch
    {
        SimpleNameSyntax name when !name.IsVar => Symbols(model, name).SelectMany(FilesOf),
        // These use a type or member without naming it.
        ImplicitObjectCreationExpressionSyntax or ElementAccessExpressionSyntax or ConstructorInitializerSyntax or BinaryExpressionSyntax =>
            Symbols(model, node).SelectMany(FilesOf),
        _ => [],
    };

    /// <summary>The symbol, or all that come into question: where a source generator's part is missing, a call may not be decided.</summary>
    private static ImmutableArray<ISymbol> Symbols(SemanticModel model, SyntaxNode node) =>
        model.GetSymbolInfo(node) is { } found && found.Symbol is { } symbol ? [symbol] : model.GetSymbolInfo(node).CandidateSymbols;

    private static IEnumerable<string> FilesOf(ISymbol symbol) => symbol switch
    {
        INamespaceSymbol or ITypeParameterSymbol or ILocalSymbol or IParameterSymbol or IRangeVariableSymbol => [],
        IMethodSymbol { ReducedFrom: { } extension } => FilesOf(extension),
        IMethodSymbol { MethodKind: MethodKind.Constructor, IsImplicitlyDeclared: true } made => FilesOf(made.ContainingType),
        // The members of a tuple and the operators of the language are declared nowhere.
        _ => symbol.OriginalDefinition.DeclaringSyntaxReferences.Select(place => place.SyntaxTree.FilePath),
    };
}
