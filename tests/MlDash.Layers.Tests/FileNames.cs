using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MlDash.Layers.Tests;

/// <summary>Holds the name of each file against the types in it. A part of a type is <c>Type.Part.cs</c>.</summary>
internal static class FileNames
{
    /// <summary>Files that hold what belongs to no type.</summary>
    private static readonly string[] _withoutType = ["AssemblyInfo", "GlobalUsings", "Program"];

    /// <summary>A sentence for each file that holds no type of its name.</summary>
    public static IEnumerable<string> Wrong(string project, SourceProject sources) => sources.Files
        .Where(file => !_withoutType.Contains(NameOf(file)) && !TypesIn(file).Contains(NameOf(file)))
        .Select(file => $"{project}/{file.FilePath} holds no type named {NameOf(file)}: name the file after the type that is first in it, or split it.");

    private static string NameOf(SyntaxTree file) => Path.GetFileName(file.FilePath).Split('.')[0];

    private static IEnumerable<string> TypesIn(SyntaxTree file) => file.GetRoot().DescendantNodes().Select(node => node switch
    {
        BaseTypeDeclarationSyntax { Parent: not TypeDeclarationSyntax } type => type.Identifier.Text,
        DelegateDeclarationSyntax { Parent: not TypeDeclarationSyntax } type => type.Identifier.Text,
        _ => string.Empty,
    });
}
