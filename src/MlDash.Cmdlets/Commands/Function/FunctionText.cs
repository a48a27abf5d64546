using System.Management.Automation;
using System.Management.Automation.Language;

namespace MlDash.Cmdlets.Commands;

/// <summary>What a function says of itself in its text.</summary>
internal static class FunctionText
{
    /// <summary>Its parameters, however they are written.</summary>
    public static IEnumerable<ParameterAst> ParametersOf(ScriptBlock function) => function.Ast switch
    {
        FunctionDefinitionAst { Parameters: { } inline } => inline,
        FunctionDefinitionAst { Body.ParamBlock.Parameters: { } block } => block,
        ScriptBlockAst { ParamBlock.Parameters: { } block } => block,
        _ => [],
    };

    /// <summary>Its help as one comment; empty when it has none.</summary>
    public static string HelpOf(ScriptBlock function) => (function.Ast switch
    {
        FunctionDefinitionAst definition => definition.GetHelpContent(),
        ScriptBlockAst block => block.GetHelpContent(),
        _ => null,
    })?.GetCommentBlock() ?? string.Empty;
}
