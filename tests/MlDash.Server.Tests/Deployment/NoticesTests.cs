using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace MlDash.Server.Tests;

/// <summary>What others have made and the server ships is named with its licence.</summary>
public sealed partial class NoticesTests
{
    private const string Title = "In the server, besides what is in the module";
    private static readonly string _notices = File.ReadAllText(Path.Combine(TestServices.Folder, "..", "..", "THIRD-PARTY-NOTICES.txt"));

    [Fact]
    public void Every_package_that_the_server_ships_is_named_in_the_notices_with_its_version()
    {
        var parts = _notices.Split($"\n{Title}\n{new string('=', Title.Length)}\n");
        var module = Named(parts[0].Split("\nIn mldash, besides\n")[0]);
        var shipped = Shipped();

        Assert.Contains(shipped, package => package.StartsWith("MongoDB.Driver ", StringComparison.Ordinal));
        Assert.Equal(shipped.Except(module).Order(StringComparer.Ordinal), Named(parts[1]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_licence_that_is_named_has_its_text()
    {
        var texts = Heads().Matches(_notices).Select(match => match.Groups[1].Value).ToHashSet();

        Assert.Contains("Apache-2.0", Licences().Matches(_notices).Select(match => match.Groups[1].Value));
        Assert.All(Licences().Matches(_notices), match => Assert.Contains(match.Groups[1].Value, texts));
    }

    [Fact]
    public void The_notices_are_published_with_the_server()
    {
        var project = XDocument.Load(Path.Combine(TestServices.Folder, "..", "..", "src/MlDash.Server/MlDash.Server.csproj"));
        var published = project.Descendants("None").Where(item => (string?)item.Attribute("CopyToPublishDirectory") == "PreserveNewest");

        Assert.Contains(published, item => ((string?)item.Attribute("Include"))!.Contains("THIRD-PARTY-NOTICES.txt", StringComparison.Ordinal));
    }

    private static string[] Shipped()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(ServerProcess.Program, ".deps.json")));
        return
        [
            .. document.RootElement.GetProperty("libraries").EnumerateObject()
                .Where(library => library.Value.GetProperty("type").GetString() == "package").Select(library => library.Name.Replace('/', ' ')),
        ];
    }

    private static IEnumerable<string> Named(string part) => Packages().Matches(part).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"^(\S+ \d\S+) \([^)]+\)$", RegexOptions.Multiline)]
    private static partial Regex Packages();

    [GeneratedRegex(@"^\S+ \d\S+ \(([^)]+)\)$", RegexOptions.Multiline)]
    private static partial Regex Licences();

    [GeneratedRegex(@"^(\S.*)\n=+$", RegexOptions.Multiline)]
    private static partial Regex Heads();
}
