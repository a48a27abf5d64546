namespace MlDash.Storage.Outgoing;

/// <summary>What a send leaves out, and what it may do on the server.</summary>
/// <param name="Skipped">What is not sent.</param>
/// <param name="MayAdd">Whether records may be added to an experiment that holds data already of which nothing is known to come from here.</param>
/// <param name="MayMakeAgain">Whether an experiment that was deleted on the server is made again.</param>
/// <param name="TryRefused">Whether what the server has refused for good is tried again.</param>
/// <param name="GivesSigns">Whether signs of life follow while the experiment is open.</param>
internal readonly record struct SendRules(
    SkippedParts Skipped = SkippedParts.None, bool MayAdd = false, bool MayMakeAgain = false, bool TryRefused = false, bool GivesSigns = false);
