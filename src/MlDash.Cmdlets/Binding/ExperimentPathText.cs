using System.Management.Automation;
using MlDash.Cmdlets.Sessions;

namespace MlDash.Cmdlets.Binding;

/// <summary>
/// The one rule for paths of experiments as users write, copy and complete them: <c>vision/run-1</c>, <c>/vision/run-1/</c>, <c>vision\run-1</c>,
/// <c>MlDash:/vision/run-1</c> and the <c>PSPath</c> of an item all mean the same.
/// </summary>
internal static class ExperimentPathText
{
    private const string ProviderMark = "MlDash::";

    /// <summary>
    /// The path with <c>/</c> between its segments, and at its ends where it was written so; and the drive it was written with, null for none and for the
    /// one over the root that is meant anyway.
    /// </summary>
    /// <param name="text">The path as it was written.</param>
    /// <param name="session">Knows the drives.</param>
    public static (string Path, MlDashDrive? Drive) Read(string text, SessionState session)
    {
        var mark = text.IndexOf(ProviderMark, StringComparison.OrdinalIgnoreCase);
        if (mark >= 0)
            text = DrivePath.Parse(text[(mark + ProviderMark.Length)..]).Shown;
        // A name may hold a colon, too; then no drive is called like what stands before it.
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || DriveOf(text[..colon], session) is not { } drive)
            return (PathText.Of(text), null);
        var names = DrivePath.Parse($"{drive.Name}/{text[(colon + 1)..]}").Names;
        return ($"/{string.Join('/', names)}{(text[^1] is '/' or '\\' ? "/" : string.Empty)}", drive.IsDefault ? null : drive);
    }

    private static MlDashDrive? DriveOf(string name, SessionState session) =>
        session.Drive.GetAll().OfType<MlDashDrive>().FirstOrDefault(drive => drive.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
