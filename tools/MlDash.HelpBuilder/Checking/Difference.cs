namespace MlDash.HelpBuilder.Checking;

/// <summary>A place where a page is not true or not finished.</summary>
/// <param name="File">The page.</param>
/// <param name="Expected">What should be there.</param>
/// <param name="Found">What is there.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record Difference(string File, string Expected, string Found, string Remedy)
{
    public const string RunUpdate = "Run update.";
    public const string Nothing = "none";

    /// <summary>One line.</summary>
    public override string ToString() => $"{File}: expected {Expected}, found {Found}. {Remedy}";
}
