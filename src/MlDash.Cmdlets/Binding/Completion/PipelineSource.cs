using System.Collections;
using System.Management.Automation.Language;
using MlDash.Text;

namespace MlDash.Cmdlets.Binding;

/// <summary>
/// The experiment that comes down the pipeline, as far as it is known before the line runs: <c>$variable | …</c>, and <c>Get-MlDashExperiment name | …</c>
/// with its arguments written out.
/// </summary>
internal static class PipelineSource
{
    private const string Finder = "Get-MlDashExperiment";

    public static Experiment? Find(CommandAst command, CompletionRequest request)
    {
        if (command.Parent is not PipelineAst pipeline || pipeline.PipelineElements.IndexOf(command) is not (var at and > 0))
            return null;
        return pipeline.PipelineElements[at - 1] switch
        {
            CommandExpressionAst { Expression: VariableExpressionAst variable } => OfVariable(variable.VariablePath.UserPath, request),
            CommandAst finder when Finder.Equals(finder.GetCommandName(), StringComparison.OrdinalIgnoreCase) => OfFinder(finder, request),
            _ => null,
        };
    }

    private static Experiment? OfVariable(string name, CompletionRequest request) =>
        CompletionRequest.Bare(request.SessionState.PSVariable.GetValue(name)) switch
        {
            Experiment one => one,
            IEnumerable many => many.Cast<object?>().Select(CompletionRequest.Bare).OfType<Experiment>().FirstOrDefault(),
            _ => null,
        };

    /// <summary>The first experiment that fits the prefix and project written out, and lies on this machine.</summary>
    private static Experiment? OfFinder(CommandAst finder, CompletionRequest request)
    {
        var bound = StaticParameterBinder.BindCommand(finder).BoundParameters
            .Where(parameter => parameter.Value.ConstantValue is not null)
            .ToDictionary(parameter => parameter.Key, object? (parameter) => parameter.Value.ConstantValue, StringComparer.OrdinalIgnoreCase);
        var source = new CompletionRequest(Finder, string.Empty, finder, bound);
        if (source.IsAtServer)
            return null;
        var query = new ExperimentQuery
        {
            Prefixes = Array.ConvertAll(source.Texts("Prefix"), Wildcard.ForName),
            Projects = Array.ConvertAll(source.Texts("Project"), Wildcard.ForName),
        };
        foreach (var store in source.Stores)
        {
            var records = store.FindAsync(new ExperimentQuery(), CancellationToken.None).ToBlockingEnumerable().TakeWhile(_ => !request.IsLate);
            if (records.FirstOrDefault(query.Matches) is { } record)
                return new Experiment(store.ToStore(), record);
        }

        return null;
    }
}
