using System.Globalization;
using System.Text.RegularExpressions;

namespace MlDash.Ci;

/// <summary>Finds out which CI system runs this process, and what it says of the job.</summary>
public static partial class CIReader
{
    /// <summary>The largest file of a CI system that is read.</summary>
    private const long LargestFile = 32 << 20;

    /// <summary>The context of this process; null when it runs outside of CI systems, or when <c>CI</c> is <c>false</c>.</summary>
    public static CIContext? Read() => Read(Environment.GetEnvironmentVariable, ReadFile);

    /// <summary>The context that an environment tells; null when it is that of no CI system, or when <c>CI</c> is <c>false</c> in it.</summary>
    /// <param name="variable">The value of a variable, or null. Only variables that are known to hold no secret are asked for.</param>
    /// <param name="readFile">The bytes of a file that a variable names, or null.</param>
    public static CIContext? Read(Func<string, string?> variable, Func<string, byte[]?> readFile)
    {
        var values = new CIValues(variable, readFile);
        if (values.IsOff("CI"))
            return null;
        var system = CISystems.All.FirstOrDefault(
            system => system.Marks.All(mark => mark.IsFlag ? values.IsOn(mark.Variable) : values.Variable(mark.Variable) is not null));
        return system is null ? null : Read(system, values);
    }

    private static CIContext Read(CISystem system, CIValues values)
    {
        return new()
        {
            System = system.Name,
            BuildNumber = Text(CIField.BuildNumber),
            RunId = Text(CIField.RunId),
            Attempt = Number(CIField.Attempt),
            Job = Text(CIField.Job),
            JobId = Text(CIField.JobId),
            ParallelIndex = Number(CIField.ParallelIndex),
            Workflow = Text(CIField.Workflow),
            Branch = Text(CIField.Branch),
            Tag = Text(CIField.Tag),
            Commit = Text(CIField.Commit),
            PullRequest = Text(CIField.PullRequest),
            Base = Text(CIField.Base),
            // Some systems show people by their address.
            Actor = Text(CIField.Actor) is { } actor && !EmailAddress().IsMatch(actor) ? actor : null,
            Event = Text(CIField.Event),
            Repository = Text(CIField.Repository),
            RunUrl = Text(CIField.RunUrl),
        };

        string? Text(CIField field) => system.Fields.GetValueOrDefault(field)?.Select(values.Read).FirstOrDefault(text => text is not null);

        int? Number(CIField field) =>
            int.TryParse(Text(field), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static byte[]? ReadFile(string path)
    {
        try
        {
            // A pipe or a device has no length, and would be waited for.
            return new FileInfo(path) is { Exists: true, Length: > 0 and <= LargestFile } ? File.ReadAllBytes(path) : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\S@\S+\.\S", RegexOptions.CultureInvariant)]
    private static partial Regex EmailAddress();
}
