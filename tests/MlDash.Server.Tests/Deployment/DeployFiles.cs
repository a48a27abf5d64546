using System.Collections;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace MlDash.Server.Tests;

/// <summary>
/// The files of <c>deploy/</c>, read as what applies them reads them: numbers are numbers, what is in quotes is text, and <c>&lt;&lt;</c> merges.
/// </summary>
internal static class DeployFiles
{
    public static string Folder { get; } = Path.Combine(TestServices.Folder, "..", "..", "deploy");

    /// <summary>The file with the secrets, which is filled by hand.</summary>
    public static string SecretTemplate { get; } = "secret.template.yaml";

    public static string Text(string file) => File.ReadAllText(Path.Combine(Folder, file));

    /// <summary>Every document of every YAML file, with the file's name.</summary>
    public static IEnumerable<(string File, Json Content)> All() => Directory.EnumerateFiles(Folder, "*.yaml", SearchOption.AllDirectories)
        .SelectMany(path => Read(path).Select(content => (Path.GetRelativePath(Folder, path), content)));

    /// <summary>The objects that Kubernetes is given, the secret among them.</summary>
    public static IReadOnlyList<Json> Kubernetes() =>
    [
        .. All().Where(document => document.File.StartsWith("kubernetes", StringComparison.Ordinal) && Path.GetFileName(document.File) != "secret.yaml")
            .Select(document => document.Content).Where(content => content["kind"].Text != "Kustomization"),
    ];

    public static IReadOnlyList<Json> Read(string path)
    {
        var deserializer = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().WithDuplicateKeyChecking().Build();
        var parser = new MergingParser(new Parser(File.OpenText(Path.Combine(Folder, path))));
        parser.Consume<YamlDotNet.Core.Events.StreamStart>();
        var documents = new List<Json>();
        while (parser.TryConsume<YamlDotNet.Core.Events.DocumentStart>(out _))
        {
            documents.Add(new Json(JsonSerializer.SerializeToElement(Plain(deserializer.Deserialize<object>(parser)))));
            parser.Consume<YamlDotNet.Core.Events.DocumentEnd>();
        }
        return documents;
    }

    private static object? Plain(object? value) => value switch
    {
        IDictionary<object, object> members => members.ToDictionary(member => (string)member.Key, member => Plain(member.Value)),
        string text => text,
        IEnumerable items => items.Cast<object?>().Select(Plain).ToList(),
        _ => value,
    };
}
