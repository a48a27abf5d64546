using System.Collections.Specialized;
using System.Text.Json;
using MlDash.Json;

namespace MlDash.Identity;

/// <summary><c>config.json</c> in the user's folder. Members it does not know are kept.</summary>
public sealed class ClientConfig
{
    /// <summary>The member that names the server.</summary>
    internal const string RemoteMember = "remote_url";

    private static readonly JsonWriterOptions _indented = ValueWriter.Options with { Indented = true };

    private readonly string _path = Path;
    private readonly OrderedDictionary _members;

    /// <summary>Reads the file; a missing one is empty.</summary>
    /// <exception cref="ConfigurationException"><c>ConfigDamaged</c>, <c>ClientFolderUnusable</c>.</exception>
    public ClientConfig()
    {
        // Most users have none, and an exception would cost them more than the look.
        if (!Directory.Exists(ClientFolder.Path))
        {
            _members = JsonValues.NewMap();
            return;
        }

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

    /// <summary>Full path of the file.</summary>
    /// <exception cref="ConfigurationException"><c>ClientFolderUnusable</c>.</exception>
    public static string Path => System.IO.Path.Combine(ClientFolder.Path, "config.json");

    /// <summary>The server of the last login.</summary>
    public string? RemoteUrl
    {
        get => Text(RemoteMember);
        set => Set(RemoteMember, value);
    }

    /// <summary>A token kept here by hand.</summary>
    public string? ApiKey => Text("api_key");

    /// <summary>A member as it is in the file; null when it is not.</summary>
    internal object? this[string member] => _members[member];

    /// <summary>Changes a member and writes the file.</summary>
    /// <param name="member">Its name.</param>
    /// <param name="value">Its value; null removes it.</param>
    internal void Set(string member, object? value)
    {
        if (value is null)
            _members.Remove(member);
        else
            _members[member] = value;
        using var buffer = new PooledBuffer();
        using (var writer = new Utf8JsonWriter(buffer, _indented))
            ValueWriter.Write(writer, _members);
        ClientFolder.WritePrivate(_path, buffer.WrittenSpan);
    }

    private string? Text(string member) => _members[member] is string { Length: > 0 } text ? text : null;
}
