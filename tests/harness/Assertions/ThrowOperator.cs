using System.Management.Automation;

namespace MlDash.PesterHarness.Assertions;

/// <summary><c>Should -Throw</c>: the script block is run, and what it throws is compared with what was expected.</summary>
internal static class ThrowOperator
{
    public static (bool Succeeded, string Failure, object? Output) Check(ShouldCheck check)
    {
        if (Values.Plain(check.Actual) is not ScriptBlock block)
            throw new PSArgumentException("Should -Throw needs a script block to be piped in: { ... } | Should -Throw.");
        var thrown = Run(block);
        if (thrown is null)
            return (false, "Expected an exception to be thrown, but no exception was thrown.", null);

        var wanted = new List<string>();
        if (check.Text("ExpectedMessage") is { } message && !IsLike(thrown.Exception.Message, message))
            wanted.Add($"with message like '{message}'");
        if (check.Text("ErrorId") is { } id && !IsLike(thrown.FullyQualifiedErrorId, id))
            wanted.Add($"with FullyQualifiedErrorId '{id}'");
        if (check.Arguments.TryGetValue("ExceptionType", out var type) && !((Type)type).IsInstanceOfType(thrown.Exception))
            wanted.Add($"of type {type}");
        return (
            wanted.Count == 0,
            $"Expected an exception {string.Join(" and ", wanted)} to be thrown, but the exception was {thrown.Exception.GetType()} '{thrown.Exception.Message}' with FullyQualifiedErrorId '{thrown.FullyQualifiedErrorId}'.",
            thrown);
    }

    private static ErrorRecord? Run(ScriptBlock block)
    {
        try
        {
            block.InvokeReturnAsIs();
            return null;
        }
        catch (RuntimeException fault)
        {
            return fault is ActionPreferenceStopException stop ? stop.ErrorRecord : fault.ErrorRecord;
        }
    }

    private static bool IsLike(string found, string pattern) => new WildcardPattern(pattern, WildcardOptions.IgnoreCase).IsMatch(found);
}
