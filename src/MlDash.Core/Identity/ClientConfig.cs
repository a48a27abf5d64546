using System.Collections.Specialized;
using System.Text.Json;
using MlDash.Json;

namespace MlDash.Identity;

/// <summary><c>config.json</c> in the user's folder. Members it does not know are kept.</summary>
public sealed class ClientConfig
{
    private static readonly JsonWriterOptions _indented = ValueWriter.Options with { Indented = true };

    private readonly string _path = Path.Combine(ClientFolder.Path, "config.json");
    private readonly OrderedDictionary _members;

    /// <summary>Reads the file; a missing one is empty.</summary>
    /// <exception cref="ConfigurationException"><c>ConfigDamaged</c>, <c>ClientFolderUnusable</c>.</exception>
    public ClientConfig()
    {
        try
        {
            _members = JsonValues.Parse(File.ReadAllBytes(_path)) as OrderedDictionary ?? throw new JsonException("Expected a JSON object.");
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            _members = JsonValues.NewMap();
        }
        catch (UnauthorizedAccessException denied)
        {
            throw ClientFolder.Unusable(denied);
        }
        catch (JsonException damage)
        {
            throw new ConfigurationException(
                "ConfigDamaged", $"'{_path}' does not contain a JSON object.", "Correct the file, or remove it.", damage)
            { Target = _path };
        }
    }

    /// <summary>The server that is meant when none is named.</summary>
    public string? RemoteUrl
    {
        get => Text("remote_url");
        set => Set("remote_url", value);
    }

    /// <summary>The host of logins, when it is another than the server.</summary>
    public string? AuthUrl => Text("auth_url");

    /// <summary>A token kept here by hand.</summary>
    public string? ApiKey => Text("api_key");

    private string? Text(string member) => _members[member] is string { Length: > 0 } text ? text : null;

    private void Set(string member, string? value)
    {
        _members[member] = value;
        using var buffer = new PooledBuffer();
        using (var writer = new Utf8JsonWriter(buffer, _indented))
            ValueWriter.Write(writer, _members);
        ClientFolder.WritePrivate(_path, buffer.WrittenSpan);
    }
}
