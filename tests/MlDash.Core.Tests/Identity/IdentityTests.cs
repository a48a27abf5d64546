using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using MlDash.Identity;

namespace MlDash.Core.Tests.Identity;

/// <summary>Tokens and logins against the protocol's published vectors and real files. The one home folder of the process is theirs alone.</summary>
[Collection("home folder")]
public sealed class IdentityTests : IDisposable
{
    private const string SpecKey = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=";
    private const string SpecToken = "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==";

    private static readonly Uri _server = new("https://dash.example.org");

    private readonly string _home = Directory.CreateTempSubdirectory("mldash-home-").FullName;

    public IdentityTests() => Environment.SetEnvironmentVariable("ML_DASH_HOME", _home);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("ML_DASH_HOME", null);
        Directory.Delete(_home, recursive: true);
    }

    [Theory]
    [InlineData("alice", "3159282601")]
    [InlineData("test-user", "1789583613")]
    public void The_id_of_a_user_name_is_that_of_the_older_sdk(string name, string id) => Assert.Equal(id, DevelopmentToken.UserId(name));

    [Fact]
    public void The_token_of_a_user_name_is_that_of_the_older_sdk_to_the_signature()
    {
        var token = DevelopmentToken.Make("alice", DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));
        Assert.EndsWith(".EtD2s0WlaT6y8UusHlg8DniRwQarajSr0K8eeuW8ccc", token, StringComparison.Ordinal);
        Assert.Equal(new TokenClaims("alice", "3159282601", null, null, DateTimeOffset.FromUnixTimeSeconds(1_702_592_000)), TokenClaims.Read(token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("a.%%%.c")]
    [InlineData("a.W10.c")]
    public void What_is_no_token_has_no_claims(string text) => Assert.Null(TokenClaims.Read(text));

    [Fact]
    public void Fernet_is_that_of_its_specification()
    {
        Assert.Equal("hello"u8.ToArray(), Fernet.Decrypt(SpecKey, SpecToken));
        Assert.Equal(
            SpecToken,
            Fernet.Encrypt(SpecKey, "hello"u8.ToArray(), DateTimeOffset.FromUnixTimeSeconds(499_162_800), [.. Enumerable.Range(0, 16).Select(i => (byte)i)]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(99)]
    public void A_changed_fernet_text_is_refused(int at)
    {
        var changed = SpecToken[..at] + (SpecToken[at] == 'B' ? 'C' : 'B') + SpecToken[(at + 1)..];
        Assert.Throws<System.Security.Cryptography.CryptographicException>(() => Fernet.Decrypt(SpecKey, changed));
    }

    [Fact]
    public void Logins_are_kept_for_each_server_in_private_files_that_do_not_show_them()
    {
        var other = new Uri("https://other.example.org/dash");
        var config = new ClientConfig { RemoteUrl = _server.AbsoluteUri };
        Assert.Equal(_server.AbsoluteUri, config.RemoteUrl);
        TokenStore.Save(_server, "secret-one");
        TokenStore.Save(other, "secret-two");
        Assert.Equal(("secret-one", "secret-two"), (TokenStore.Read(_server), TokenStore.Read(other)));
        Assert.Null(TokenStore.Read(new Uri("https://third.example.org")));
        foreach (var file in Directory.GetFiles(_home))
        {
            Assert.DoesNotContain("secret", File.ReadAllText(file), StringComparison.Ordinal);
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        Assert.True(TokenStore.Remove(_server));
        Assert.False(TokenStore.Remove(_server));
        Assert.Equal((null, "secret-two"), (TokenStore.Read(_server), TokenStore.Read(other)));
    }

    [Fact]
    public void The_login_the_python_sdk_has_stored_is_found()
    {
        File.WriteAllText(Path.Combine(_home, "encryption.key"), SpecKey);
        File.WriteAllText(
            Path.Combine(_home, "tokens.encrypted"),
            Fernet.Encrypt(SpecKey, Encoding.UTF8.GetBytes("""{"ml-dash-token": "from-python"}"""), DateTimeOffset.UnixEpoch));
        Assert.Equal("from-python", TokenStore.Read(_server));
        File.Delete(Path.Combine(_home, "tokens.encrypted"));
        File.WriteAllText(Path.Combine(_home, "tokens.json"), """{"ml-dash-token": "plain"}""");
        Assert.Equal("plain", TokenStore.Read(_server));
        TokenStore.Save(_server, "new");
        Assert.False(File.Exists(Path.Combine(_home, "tokens.json")));
        Assert.Equal("new", TokenStore.Read(_server));
    }

    [Fact]
    [Trait("Wine", "no: Python is not there")]
    public void Python_reads_the_login_we_store()
    {
        TokenStore.Save(_server, "from-us");
        const string script = """
            import base64, hashlib, hmac, sys
            home = sys.argv[1]
            key = base64.urlsafe_b64decode(open(home + '/encryption.key').read())
            token = base64.urlsafe_b64decode(open(home + '/tokens.encrypted').read())
            assert token[0] == 0x80 and hmac.new(key[:16], token[:-32], hashlib.sha256).digest() == token[-32:]
            print('ok')
            """;
        using var python = Process.Start(new ProcessStartInfo("python3", ["-c", script, _home]) { RedirectStandardOutput = true })!;
        Assert.Equal("ok", python.StandardOutput.ReadToEnd().Trim());
    }

    [Fact]
    public void A_damaged_store_says_so_without_what_it_holds()
    {
        TokenStore.Save(_server, "secret");
        File.WriteAllText(Path.Combine(_home, OperatingSystem.IsWindows() ? "tokens.protected" : "tokens.encrypted"), "content-of-the-file");
        var damage = Assert.Throws<AuthenticationException>(() => TokenStore.Read(_server));
        Assert.Equal("TokenStoreDamaged", damage.ErrorId);
        Assert.DoesNotContain("content-of-the-file", damage.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Members_of_the_configuration_that_we_do_not_know_are_kept()
    {
        var path = Path.Combine(_home, "config.json");
        File.WriteAllText(path, """{"default_batch_size": 100, "remote_url": "https://old", "theirs": {"a": [1]}}""");
        var config = new ClientConfig { RemoteUrl = "https://new" };
        Assert.Equal(config.RemoteUrl, new ClientConfig().RemoteUrl);
        var text = File.ReadAllText(path);
        Assert.Contains("\"theirs\"", text, StringComparison.Ordinal);
        Assert.Contains("https://new", text, StringComparison.Ordinal);
        File.WriteAllText(path, "no json");
        Assert.Equal("ConfigDamaged", Assert.Throws<ConfigurationException>(() => new ClientConfig()).ErrorId);
    }

    [Fact]
    public void A_home_that_cannot_be_used_is_an_error_that_says_what_to_set()
    {
        var file = Path.Combine(_home, "a-file");
        File.WriteAllText(file, string.Empty);
        Environment.SetEnvironmentVariable("ML_DASH_HOME", Path.Combine(file, "below"));
        try
        {
            var unusable = Assert.Throws<ConfigurationException>(() => TokenStore.Save(_server, "token"));
            Assert.Equal("ClientFolderUnusable", unusable.ErrorId);
            Assert.Contains(file, unusable.Message, StringComparison.Ordinal);
            Assert.Contains("ML_DASH_HOME", unusable.RecommendedAction, StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable("ML_DASH_HOME", _home);
        }
    }

    [Fact]
    public void Credentials_are_taken_in_their_order_and_never_shown()
    {
        Environment.SetEnvironmentVariable("ML_DASH_API_KEY", "from-environment");
        try
        {
            TokenStore.Save(_server, "stored");
            Assert.Equal("given", Credentials.Of("given", "alice").GetToken(_server));
            Assert.Equal("alice", TokenClaims.Read(Credentials.Of(null, "alice").GetToken(_server)!)!.UserName);
            Assert.Equal("from-environment", Credentials.Of(null, null).GetToken(_server));
            Environment.SetEnvironmentVariable("ML_DASH_API_KEY", null);
            Assert.Equal("stored", Credentials.Of(null, null).GetToken(_server));
            Assert.DoesNotContain("given", Credentials.Of("given", null).ToString(), StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable("ML_DASH_API_KEY", null);
        }
    }

    [Fact]
    public void The_token_of_a_user_name_is_made_anew_before_it_ends()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        var alice = Credentials.FromUserName("alice", clock);
        var first = alice.GetToken(_server);
        clock.Advance(DevelopmentToken.Lifetime / 2);
        Assert.Equal(first, alice.GetToken(_server));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(clock.GetUtcNow() + DevelopmentToken.Lifetime, TokenClaims.Read(alice.GetToken(_server)!)!.ExpiresAt);
    }

    [Fact]
    public void A_login_of_another_session_is_found_after_five_seconds()
    {
        var clock = new FakeTimeProvider();
        TokenStore.Save(_server, "old");
        var stored = Credentials.Of(null, null, clock);
        Assert.Equal("old", stored.GetToken(_server));
        TokenStore.Save(_server, "new");
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("old", stored.GetToken(_server));
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("new", stored.GetToken(_server));
    }

    [Theory]
    [InlineData("http://dash.example.org", "InsecureTransport")]
    [InlineData("ftp://dash.example.org", "IllegalServerAddress")]
    [InlineData("https://user:password@dash.example.org", "IllegalServerAddress")]
    public void A_server_to_which_a_token_must_not_go_is_refused(string address, string errorId)
    {
        var refused = Assert.Throws<ConfigurationException>(() => TransportSafety.Require(new Uri(address)));
        Assert.Equal(errorId, refused.ErrorId);
        Assert.DoesNotContain("password@", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://dash.example.org")]
    [InlineData("http://localhost:3000")]
    [InlineData("http://127.0.0.1:3000")]
    public void A_server_over_https_or_on_this_machine_is_fine(string address) => TransportSafety.Require(new Uri(address));
}
