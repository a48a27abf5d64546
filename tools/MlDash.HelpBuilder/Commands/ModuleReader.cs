using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using MlDash.HelpBuilder.Pages;

namespace MlDash.HelpBuilder.Commands;

/// <summary>Imports the module into the engine, as a user does, and asks what its cmdlets are.</summary>
internal static class ModuleReader
{
    private const string AllSets = "__AllParameterSets";

    /// <param name="manifest">The module's manifest, <c>…/MlDash.psd1</c>, or its folder.</param>
    /// <exception cref="HelpException">The module cannot be imported or has no cmdlet.</exception>
    public static ModuleDescription Read(string manifest)
    {
        using var shell = PowerShell.Create(InitialSessionState.CreateDefault2());
        var modules = Invoke<PSModuleInfo>(shell, "Import-Module", ("Name", ManifestIn(manifest)), ("PassThru", true));
        if (modules is not [var module] || module.ExportedCmdlets.Count == 0)
            throw new HelpException($"'{manifest}' is not a module with cmdlets. " +
                "Build src/MlDash.Cmdlets and name its folder below out/.");

        var aliases = module.ExportedAliases.Values.ToLookup(alias => alias.Definition, alias => alias.Name);
        var commands = module.ExportedCmdlets.Values.OrderBy(cmdlet => cmdlet.Name, StringComparer.Ordinal)
            .Select(cmdlet => Describe(cmdlet, [.. aliases[cmdlet.Name].Order(StringComparer.Ordinal)]));
        return new(module.Name, module.Guid, [.. commands]);
    }

    private static string ManifestIn(string path) =>
        Directory.Exists(path) && Directory.GetFiles(path, "*.psd1") is [var manifest] ? Path.GetFullPath(manifest) : Path.GetFullPath(path);

    private static CommandDescription Describe(CmdletInfo cmdlet, IReadOnlyList<string> aliases)
    {
        var type = cmdlet.ImplementingType;
        var comments = CommentFile.BesideOf(type.Assembly.Location);
        var defaults = new DefaultValues(Activator.CreateInstance(type)!);
        var common = Cmdlet.CommonParameters;
        var parameters = cmdlet.Parameters.Values.Where(parameter => !common.Contains(parameter.Name))
            .OrderBy(parameter => parameter.Name, StringComparer.OrdinalIgnoreCase).ToList();
        return new(
            cmdlet.Name,
            cmdlet.HelpFile is { Length: > 0 } file ? Path.GetFileName(file) : Path.GetFileName(type.Assembly.Location) + "-Help.xml",
            comments.Of(type),
            aliases,
            [.. Sets(cmdlet)],
            [.. parameters.Select(parameter => Describe(parameter, type.GetProperty(parameter.Name), comments, defaults))],
            [.. parameters.Where(parameter => parameter.ParameterSets.Values.Any(set => set.ValueFromPipeline))
                .Select(parameter => TypeName(parameter.ParameterType)).Distinct()],
            [.. cmdlet.OutputType.Select(output => output.Name).Where(name => name != typeof(void).FullName).Distinct()]);
    }

    private static IEnumerable<ParameterSetDescription> Sets(CmdletInfo cmdlet) => cmdlet.ParameterSets
        .OrderByDescending(set => set.IsDefault).ThenBy(set => set.Name, StringComparer.Ordinal)
        .Select(set => new ParameterSetDescription(set.Name, set.IsDefault && set.Name != AllSets, $"{cmdlet.Name} {set}"));

    private static ParameterDescription Describe(ParameterMetadata parameter, PropertyInfo? property, CommentFile comments, DefaultValues defaults)
    {
        var comment = property is null ? ShouldProcessText(parameter.Name) : comments.Of(property);
        var attributes = parameter.Attributes.OfType<ParameterAttribute>().ToList();
        return new(parameter.Name, comment, new ParameterFacts
        {
            Type = TypeName(parameter.ParameterType),
            DefaultValue = property is null ? "False" : defaults.Of(property, comment),
            SupportsWildcards = parameter.Attributes.OfType<SupportsWildcardsAttribute>().Any(),
            Aliases = [.. parameter.Aliases],
            ParameterSets = [.. parameter.ParameterSets.OrderBy(set => set.Key, StringComparer.Ordinal).Select(set => Describe(set.Key, set.Value))],
            DontShow = attributes.Exists(attribute => attribute.DontShow),
            AcceptedValues = AcceptedValues(parameter),
            HelpMessage = attributes.Find(attribute => attribute.HelpMessage is not null)?.HelpMessage ?? string.Empty,
        });
    }

    private static ParameterSetFacts Describe(string name, ParameterSetMetadata set) => new()
    {
        Name = name == AllSets ? ParameterSetFacts.All : name,
        Position = set.Position == int.MinValue ? ParameterSetFacts.Named : $"{set.Position}",
        IsRequired = set.IsMandatory,
        ValueFromPipeline = set.ValueFromPipeline,
        ValueFromPipelineByPropertyName = set.ValueFromPipelineByPropertyName,
        ValueFromRemainingArguments = set.ValueFromRemainingArguments,
    };

    private static List<string> AcceptedValues(ParameterMetadata parameter)
    {
        if (parameter.Attributes.OfType<ValidateSetAttribute>().FirstOrDefault() is { } validated)
            return [.. validated.ValidValues];
        var type = parameter.ParameterType.IsArray ? parameter.ParameterType.GetElementType()! : parameter.ParameterType;
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsEnum ? [.. Enum.GetNames(type)] : [];
    }

    /// <summary>The full name; of a parameter that may be left out, the type that a user gives, as Get-Command -Syntax shows it.</summary>
    private static string TypeName(Type type) => (Nullable.GetUnderlyingType(type) ?? type).FullName!;

    private static string ShouldProcessText(string name) => name == "WhatIf"
        ? "Shows what would be done, and does nothing."
        : "Asks before it does anything.";

    private static List<T> Invoke<T>(PowerShell shell, string command, params (string Name, object Value)[] arguments)
    {
        shell.Commands.Clear();
        shell.AddCommand(command);
        foreach (var (name, value) in arguments)
            shell.AddParameter(name, value);
        try
        {
            var results = shell.Invoke<T>().ToList();
            return shell.Streams.Error is [var error, ..] ? throw new HelpException($"{command} failed: {error}") : results;
        }
        catch (RuntimeException fault)
        {
            throw new HelpException($"{command} failed: {fault.Message}");
        }
    }
}
