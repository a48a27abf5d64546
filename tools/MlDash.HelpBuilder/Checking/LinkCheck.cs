using MlDash.HelpBuilder.Pages;

namespace MlDash.HelpBuilder.Checking;

/// <summary>Whether links between files lead somewhere. Addresses are not asked for: a check must not need the network.</summary>
internal static class LinkCheck
{
    public static IEnumerable<Difference> Of(string file)
    {
        foreach (var link in PageLinks.In(File.ReadAllText(file)).Where(link => !link.IsAddress && !link.Target.StartsWith('#')))
        {
            var target = link.Target.Split('#')[0];
            if (!File.Exists(Path.Combine(Path.GetDirectoryName(file)!, target)))
                yield return new(Path.GetFileName(file), $"a file for the link '{link.Text}'", $"'{target}', which does not exist", "Correct the link.");
        }
    }
}
