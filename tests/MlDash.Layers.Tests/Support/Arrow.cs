namespace MlDash.Layers.Tests;

/// <summary>A file uses what another one declares; both paths are relative to the folder of their project.</summary>
internal readonly record struct Arrow(string From, string To)
{
    /// <summary>The room of the file that uses.</summary>
    public string FromRoom => RoomOf(From);

    /// <summary>The room of the file that declares.</summary>
    public string ToRoom => RoomOf(To);

    /// <summary>The folder of a file is its room; files beside the project file are in the room <c>.</c>.</summary>
    public static string RoomOf(string file) => file.LastIndexOf('/') is var end and >= 0 ? file[..end] : ".";
}
