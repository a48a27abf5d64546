using Xunit;

namespace MlDash.Shell.Tests;

/// <summary>mldash without arguments, at a terminal: a shell, with the keys a user knows.</summary>
public sealed class PromptTests : IDisposable
{
    private const string Left = "\u001b[D";
    private const string Up = "\u001b[A";
    private const string ControlC = "\u0003";

    private readonly string _folder = Directory.CreateTempSubdirectory("mldash-prompt-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_prompts_and_ends_with_the_code_of_exit()
    {
        var (screen, code) = await Mldash.TypeAsync("'the answer ' + (40 + 2)\rexit 7\r");

        Assert.Contains("PS ", screen, StringComparison.Ordinal);
        Assert.Contains("the answer 42", screen, StringComparison.Ordinal);
        Assert.Equal(7, code);
    }

    [Fact]
    public async Task The_tab_key_completes_the_prefix_of_an_experiment()
    {
        await Mldash.RunAsync(["-Command", $"Invoke-MlDashExperiment vision/first-run -Root '{_folder}' {{ }}"]);

        var (screen, _) = await Mldash.TypeAsync($"\"found $((Get-MlDashExperiment -Root '{_folder}' v\t\t).Status)\"\rexit\r");

        Assert.Contains("found Completed", screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_is_changed_recalled_and_given_up()
    {
        var (screen, code) = await Mldash.TypeAsync($"'one' + 'to'{Left}{Left}w\r{Up}; 'again'\rexit 1{ControlC}exit 3\r");

        Assert.Contains("onetwo", screen, StringComparison.Ordinal);
        Assert.Matches(@"onetwo\s+again", screen);
        Assert.Equal(3, code);
    }
}
