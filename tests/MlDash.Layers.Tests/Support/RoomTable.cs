namespace MlDash.Layers.Tests;

/// <summary>
/// The rooms of a project, top to bottom: a room may use those on the lines below its own. Rooms on one line do not know each other. A room is a folder; the
/// folder of the project itself is the room <c>.</c>.
/// </summary>
internal sealed class RoomTable
{
    private readonly Dictionary<string, int> _lineOf;

    public RoomTable(string project, string rootNamespace, params string[] lines)
    {
        Project = project;
        RootNamespace = rootNamespace;
        Lines = [.. lines.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        _lineOf = Lines.SelectMany((rooms, line) => rooms.Select(room => (room, line))).ToDictionary(pair => pair.room, pair => pair.line);
    }

    /// <summary>The name of the project, and of its folder in <c>src</c>.</summary>
    public string Project { get; }

    /// <summary>What the namespaces of the project begin with.</summary>
    public string RootNamespace { get; }

    /// <summary>The lines, each with its rooms.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Lines { get; }

    /// <summary>
    /// Whether the folders inside a folder share its namespace: one of their own would hide a type of the same name, as <c>Commands/File</c> would.
    /// </summary>
    public bool InnerFoldersShareNamespace { get; init; }

    /// <summary>Whether all folders share the namespace of the project, which is small enough to be read as one.</summary>
    public bool IsOneNamespace { get; init; }

    /// <summary>All rooms.</summary>
    public IEnumerable<string> Rooms => _lineOf.Keys;

    /// <summary>Says in a sentence what is wrong with an arrow; null when nothing is.</summary>
    public string? Judge(Arrow arrow)
    {
        if (!_lineOf.TryGetValue(arrow.FromRoom, out var from) || !_lineOf.TryGetValue(arrow.ToRoom, out var to) || from < to)
            return null;
        var rule = from == to ? $"{arrow.FromRoom} and {arrow.ToRoom} do not know each other" : $"{arrow.FromRoom} stands below {arrow.ToRoom}";
        return $"{arrow.From} uses {Path.ChangeExtension(arrow.To, null)}: {rule}.";
    }

    /// <summary>The namespace of the files in a room.</summary>
    public string NamespaceOf(string room) =>
        room == "." || IsOneNamespace ? RootNamespace : $"{RootNamespace}.{(InnerFoldersShareNamespace ? room.Split('/')[0] : room.Replace('/', '.'))}";

    /// <summary>Says of each folder with sources that is in no line that it is missing.</summary>
    public IEnumerable<string> Missing(IEnumerable<string> files) =>
        files.GroupBy(Arrow.RoomOf)
            .Where(room => !_lineOf.ContainsKey(room.Key))
            .Select(
                room =>
                    $"{room.First()} lies in {room.Key}, which is in no line of the rooms of {Project}: add the folder where it belongs, or move the file.");
}
