namespace MlDash.Dashboard.Questions;

/// <summary>What the page shows, and who looks.</summary>
/// <param name="Titles">What its sources are called; a question names one by its place in here.</param>
/// <param name="Version">The version of the product.</param>
/// <param name="Host">What shows it: <c>viewer</c>, <c>server</c> or <c>report</c>.</param>
/// <param name="User">Who is signed in; null for nobody.</param>
/// <param name="Writable">Whether the user may change anything.</param>
/// <param name="SignIn">The ways to sign in; empty where nobody does.</param>
/// <param name="Csrf">What a change carries in its header; null where it needs none.</param>
public sealed record SourcesAnswer(
    IReadOnlyList<string> Titles, string Version, string Host, string? User, bool Writable, IReadOnlyList<string> SignIn, string? Csrf);
