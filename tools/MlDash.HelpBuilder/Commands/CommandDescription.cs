namespace MlDash.HelpBuilder.Commands;

/// <summary>The module as the engine sees it after importing its manifest.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Guid">Its id.</param>
/// <param name="Commands">Its cmdlets, in the order of their names.</param>
internal sealed record ModuleDescription(string Name, Guid Guid, IReadOnlyList<CommandDescription> Commands);

/// <summary>What a page has to say about a cmdlet, and what its source says about it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="HelpFile">Name of the file in which the engine looks for the cmdlet's help.</param>
/// <param name="Comment">The doc comment of its class, as Markdown; empty when there is none.</param>
/// <param name="Aliases">Its other names, sorted.</param>
/// <param name="Sets">Its parameter sets: the default one first, then by name.</param>
/// <param name="Parameters">Its own parameters, -WhatIf and -Confirm among them, by name. The common ones are not listed.</param>
/// <param name="Inputs">Types that it takes from the pipeline as they are.</param>
/// <param name="Outputs">Types that it declares to write; empty when it writes nothing.</param>
internal sealed record CommandDescription(
    string Name,
    string HelpFile,
    string Comment,
    IReadOnlyList<string> Aliases,
    IReadOnlyList<ParameterSetDescription> Sets,
    IReadOnlyList<ParameterDescription> Parameters,
    IReadOnlyList<string> Inputs,
    IReadOnlyList<string> Outputs);

/// <summary>One way to call a cmdlet.</summary>
/// <param name="Name">Its name in the code.</param>
/// <param name="IsDefault">Whether it is meant when the arguments fit several.</param>
/// <param name="Syntax">What Get-Command -Syntax shows of the set, the command's name in front.</param>
internal sealed record ParameterSetDescription(string Name, bool IsDefault, string Syntax);

/// <summary>A parameter of a cmdlet.</summary>
/// <param name="Name">Its name, without a dash.</param>
/// <param name="Comment">The doc comment of its property, as Markdown; empty when there is none.</param>
/// <param name="Facts">All that binding knows of it.</param>
internal sealed record ParameterDescription(string Name, string Comment, Pages.ParameterFacts Facts);
