namespace MlDash.Cmdlets.Binding;

/// <summary>Paths of experiments and files as users write them.</summary>
internal static class PathText
{
    /// <summary>The path with <c>/</c> between its segments: on Windows everybody types <c>\</c>, and no name can hold one.</summary>
    public static string Of(string text) => text.Replace('\\', '/');
}
