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
    [InlineData("Authorization: Bearer hunter2hunter2", "Authorization: ***")]
    [InlineData("Authorization: token hunter2", "Authorization: ***")]
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
    [InlineData("MY_TOKEN", "hunter2", "***")]
    [InlineData("DB_PASSWORD", "hunter2", "***")]
    [InlineData("PROXY", "http://ada:hunter2@host", "http://***@host")]
    [InlineData("CUDA_VISIBLE_DEVICES", "0,1", "0,1")]
    [InlineData("MISSING", null, null)]
    public void The_value_of_a_variable_is_masked_when_its_name_is_one_of_a_secret(string name, string? value, string? expected) =>
        Assert.Equal(expected, SecretArguments.Variable(name, value));

    [Fact]
    public void Secrets_in_the_text_of_several_commands_are_masked() => Assert.Equal(
        "mysql --password *** -u ada; curl --token '***' --verbose --lr 0.1",
        SecretArguments.Text("mysql --password hunter2 -u ada; curl --token 'hunter2' --verbose --lr 0.1"));

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
