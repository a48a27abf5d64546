using Xunit;

namespace MlDash.Shell.Tests;

/// <summary>The script that runs the Pester files fails whenever they do not pass, above all when they do not run.</summary>
public sealed class PesterRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mldash-pester-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("Describe 'It' { It 'holds' { 1 | Should -Be 1 }; It 'waits' -Skip { } }", "1 passed, 0 failed, 1 skipped", 0)]
    [InlineData("Describe 'It' { It 'holds' { 1 | Should -Be 1 }; It 'does not' { 1 | Should -Be 2 } }", "1 passed, 1 failed", 1)]
    [InlineData("Describe 'It' { AfterAll { throw 'bad' }; It 'holds' { 1 | Should -Be 1 } }", "1 passed, 1 failed", 1)]
    [InlineData("Describe 'It' { }", "0 passed, 1 failed", 1)]
    [InlineData("Describe 'It' { It 'never ends' {", "0 passed, 1 failed", 1)]
    [InlineData("throw 'on the way'", "0 passed, 1 failed", 1)]
    [InlineData("Get-NoSuchThing", "0 passed, 1 failed", 1)]
    public async Task It_counts_what_passed_and_what_did_not(string file, string expected, int code)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "One.Tests.ps1"), file, TestContext.Current.CancellationToken);

        Assert.Equal((expected, code), await RunAsync(_folder));
    }

    [Fact]
    public async Task A_file_that_does_not_load_fails_beside_one_that_does()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "Good.Tests.ps1"), "Describe 'It' { It 'holds' { 1 | Should -Be 1 } }", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(_folder, "Torn.Tests.ps1"), "Describe 'It' {", TestContext.Current.CancellationToken);

        Assert.Equal(("1 passed, 1 failed", 1), await RunAsync(_folder));
    }

    [Fact]
    public async Task A_folder_without_a_test_file_and_a_missing_file_fail()
    {
        Assert.Equal(("0 passed, 1 failed", 1), await RunAsync(_folder));
        Assert.Equal(("0 passed, 1 failed", 1), await RunAsync(Path.Combine(_folder, "None.Tests.ps1")));
    }

    [Fact]
    public async Task Results_are_written_as_NUnit_XML()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "One.Tests.ps1"), "Describe 'It' { It 'holds' { 1 | Should -Be 1 } }", TestContext.Current.CancellationToken);
        var result = Path.Combine(_folder, "result.xml");

        await RunAsync(_folder, "-Result", result);

        Assert.Contains("<test-results", await File.ReadAllTextAsync(result, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static async Task<(string Last, int Code)> RunAsync(params string[] arguments)
    {
        var (output, _, code) = await Mldash.RunAsync(["-NoProfile", "-File", Mldash.PesterRun, .. arguments]);
        return (output.TrimEnd().Split('\n')[^1], code);
    }
}
