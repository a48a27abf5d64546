using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Cmdlets.Sessions;
using MlDash.Text;

namespace MlDash.Cmdlets.Commands;

/// <summary>Lists projects: how many experiments each has, and when one was last active.</summary>
[Cmdlet(VerbsCommon.Get, "MlDashProject")]
[OutputType(typeof(Project))]
public sealed class GetMlDashProjectCommand : ServerCommand
{
    /// <summary>Name of the project; wildcards are allowed.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    [NotNull]
    public string[] Name { get; set; } = [];

    /// <summary>Names of projects without wildcards.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    [NotNull]
    public string[] LiteralName { get; set; } = [];

    /// <summary>Folder that contains the experiments. Default: <c>ML_DASH_ROOT</c>, else <c>./experiments</c> and <c>./.dash</c>.</summary>
    [Parameter]
    [Alias("LocalPath")]
    [ValidateNotNullOrEmpty]
    public string? Root { get; set; }

    /// <inheritdoc />
    protected override void Process()
    {
        var asked = Wildcard.All(Name, LiteralName);
        var query = new ExperimentQuery { Projects = Array.ConvertAll(asked, Wildcard.ForName) };
        var missing = asked.Where(text => !Wildcard.HasWildcard(text)).Select(Wildcard.Unescape).ToList();
        var server = ServerIfMeant();
        foreach (var store in Stores.ToRead(this, Root, server))
        {
            var found = Project.Summarize(Pump(store.Reader.FindAsync(query, CancelToken))).ToList();
            if (server is not null && store.Mode == ExperimentMode.Remote)
                found = WithServer(found, Pump(server.ListProjectsAsync(null, CancelToken)), query);
            foreach (var project in found)
            {
                missing.RemoveAll(text => text.Equals(project.Name, StringComparison.OrdinalIgnoreCase));
                WriteObject(ProjectPlaces.Note(project, store));
            }

            ShowWarnings(store.Warnings);
        }

        foreach (var text in missing)
            Report(new ExperimentException("ProjectNotFound", $"Project '{text}' was not found.", "Run Get-MlDashProject to list the projects there are.")
            { Category = FaultCategory.ObjectNotFound, Target = text });
    }

    /// <summary>The projects of experiments with what their server says of them, and the empty projects behind.</summary>
    private static List<Project> WithServer(List<Project> found, IEnumerable<Project> listed, ExperimentQuery query)
    {
        var own = listed.DistinctBy(project => project.Name, StringComparer.Ordinal).ToDictionary(project => project.Name, StringComparer.Ordinal);
        var empty = own.Values.Where(project =>
            project.ExperimentCount == 0 && (query.Projects.Length == 0 || query.Projects.Any(name => name.IsMatch(project.Name))));
        return [
            .. found.Select(project => own.TryGetValue(project.Name, out var known) ? new Project(project) { Description = known.Description } : project),
            .. empty
        ];
    }
}
