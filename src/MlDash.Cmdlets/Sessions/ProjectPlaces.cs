using System.Runtime.CompilerServices;
using MlDash.Storage;

namespace MlDash.Cmdlets.Sessions;

/// <summary>Where projects were listed. It stands beside the projects, so that scripts and JSON see nothing of it.</summary>
internal static class ProjectPlaces
{
    private static readonly ConditionalWeakTable<Project, ExperimentStore> _places = [];

    /// <summary>Notes where a project was listed, and returns it.</summary>
    public static Project Note(Project project, ExperimentStore store)
    {
        _places.AddOrUpdate(project, store);
        return project;
    }

    /// <summary>Where a project was listed; null for one that did not come from here.</summary>
    public static ExperimentStore? Of(Project? project) => project is not null && _places.TryGetValue(project, out var store) ? store : null;
}
