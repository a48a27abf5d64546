using System.Diagnostics;
using System.Reflection;
using Xunit;

namespace MlDash.PesterHarness.Tests;

/// <summary>The harness run as a program over files that pass, fail, and use what it does not know.</summary>
public sealed class HarnessTests
{
    [Fact]
    public async Task Each_test_has_the_outcome_it_earned()
    {
        var (output, code) = await RunAsync("Outcomes.Tests.ps1", "-Output", "Detailed");

        Assert.Contains("[+] outcomes.passes", output, StringComparison.Ordinal);
        Assert.Contains("[-] outcomes.fails", output, StringComparison.Ordinal);
        Assert.Contains("Expected 2, but got 1, because it must.", output, StringComparison.Ordinal);
        Assert.Contains("a message", output, StringComparison.Ordinal);
        Assert.Contains("[-] outcomes.uses a word nobody knows", output, StringComparison.Ordinal);
        Assert.Contains("[-] outcomes.uses an operator nobody knows", output, StringComparison.Ordinal);
        Assert.Contains("[!] outcomes.is left out", output, StringComparison.Ordinal);
        Assert.Contains("[-] outcomes.with a setup that fails.fails with it", output, StringComparison.Ordinal);
        Assert.Contains("[-] outcomes.with a non-terminating error.fails with it", output, StringComparison.Ordinal);
        Assert.EndsWith("1 passed, 6 failed, 1 skipped", output.TrimEnd(), StringComparison.Ordinal);
        Assert.Equal(1, code);
    }

    [Theory]
    [InlineData("UnknownParameter.Tests.ps1", "Foo")]
    [InlineData("UnknownWord.Tests.ps1", "InModuleScope")]
    [InlineData("Empty.Tests.ps1", "no test")]
    [InlineData("Missing.Tests.ps1", "no such file")]
    public async Task A_file_it_cannot_discover_is_a_failure(string file, string named)
    {
        var (output, code) = await RunAsync(file);

        Assert.Contains(named, output, StringComparison.Ordinal);
        Assert.EndsWith("0 passed, 1 failed", output.TrimEnd(), StringComparison.Ordinal);
        Assert.Equal(1, code);
    }

    [Fact]
    public async Task A_teardown_that_fails_is_a_failure()
    {
        var (output, code) = await RunAsync("Teardown.Tests.ps1");

        Assert.Contains("left over", output, StringComparison.Ordinal);
        Assert.EndsWith("1 passed, 1 failed", output.TrimEnd(), StringComparison.Ordinal);
        Assert.Equal(1, code);
    }

    [Fact]
    public async Task Setup_runs_from_outside_in_and_teardown_from_inside_out()
    {
        var (output, code) = await RunAsync("Order.Tests.ps1");

        Assert.EndsWith("2 passed, 0 failed", output.TrimEnd(), StringComparison.Ordinal);
        Assert.Equal(0, code);
    }

    [Theory]
    [InlineData("-Tag", "good")]
    [InlineData("-FullName", "*passes")]
    public async Task Filters_choose_tests(string filter, string value)
    {
        var (output, code) = await RunAsync("Outcomes.Tests.ps1", filter, value);

        Assert.EndsWith("1 passed, 0 failed", output.TrimEnd(), StringComparison.Ordinal);
        Assert.Equal(0, code);
    }

    private static async Task<(string Output, int Code)> RunAsync(string file, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Metadata("Harness"), Path.Combine(Metadata("SelfTests"), file), .. arguments]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (output, process.ExitCode);
    }

    private static string Metadata(string key) =>
        typeof(HarnessTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
