using MlDash.Watching;

namespace MlDash.Tests.Watching;

public sealed class SecretArgumentsTests
{
    [Theory]
    [InlineData("--token|hunter2", "--token|***")]
    [InlineData("--db-password=hunter2", "--db-password=***")]
    [InlineData("API_KEY=hunter2", "API_KEY=***")]
    [InlineData("/p:Password=hunter2;Mode=fast", "/p:Password=***;Mode=fast")]
    [InlineData("https://ada:hunter2@host/x", "https://***@host/x")]
    [InlineData("https://host/x?token=hunter2&a=1", "https://host/x?token=***&a=1")]
    [InlineData("Authorization: Bearer hunter2hunter2", "Authorization: *** ***")]
    [InlineData("ghp_abcdefghijklmnopqrstuv", "***")]
    [InlineData("AKIAABCDEFGHIJKLMNOP", "***")]
    [InlineData("{\"password\": \"hunter2\"}", "{\"password\": \"***\"}")]
    public void Secrets_are_masked(string given, string expected)
    {
        var masked = SecretArguments.Masked(given.Split('|'));

        Assert.Equal(expected.Split('|'), masked);
        Assert.DoesNotContain("hunter2", string.Join(' ', masked), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--lr|0.1")]
    [InlineData("--token|--verbose")]
    [InlineData("--tokenizer=bert")]
    [InlineData("--max-tokens|100")]
    [InlineData("--author|ada")]
    [InlineData("https://host/a/b?page=2")]
    [InlineData("/usr/bin/passwd")]
    public void What_is_no_secret_stays(string given) => Assert.Equal(given.Split('|'), SecretArguments.Masked(given.Split('|')));
}
