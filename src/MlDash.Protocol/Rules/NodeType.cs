namespace MlDash.Protocol;

/// <summary>The types of nodes.</summary>
public static class NodeType
{
    /// <summary>A project: an input type only, since a project is a record of its own.</summary>
    public const string Project = "PROJECT";

    /// <summary>A folder of a project or an experiment.</summary>
    public const string Folder = "FOLDER";

    /// <summary>An experiment.</summary>
    public const string Experiment = "EXPERIMENT";

    /// <summary>A file.</summary>
    public const string File = "FILE";

    /// <summary>The parent of what lies directly below a project.</summary>
    public const string Root = "ROOT";
}
