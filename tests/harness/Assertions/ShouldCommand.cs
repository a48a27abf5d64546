using System.Collections;
using System.Management.Automation;

namespace MlDash.PesterHarness.Assertions;

/// <summary>Pester's <c>Should</c>: one operator, its expected value, and the value that came down the pipeline.</summary>
[Cmdlet("Should", "Assert", DefaultParameterSetName = "None")]
public sealed class ShouldCommand : PSCmdlet, IDynamicParameters
{
    private readonly ArrayList _piped = [];

    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object? ActualValue { get; set; }

    public object GetDynamicParameters()
    {
        // All of them are dynamic: a static -Because would take -Be as its abbreviation before -Be is known.
        var parameters = new RuntimeDefinedParameterDictionary();
        foreach (var known in ShouldOperators.All)
            known.Declare(parameters);
        return parameters;
    }

    protected override void ProcessRecord()
    {
        if (!MyInvocation.BoundParameters.ContainsKey(nameof(ActualValue)))
            return;
        _piped.Add(ActualValue);
    }

    protected override void EndProcessing()
    {
        var used = ShouldOperators.All.Where(known => IsBound(known.Name)).ToList();
        if (used.Count != 1)
            throw new PSArgumentException("Should needs one operator that the harness knows: " + string.Join(", ", ShouldOperators.All.Select(known => "-" + known.Name)) + ".");

        // One value by parameter, or what came down the pipeline: nothing, one value, or a collection.
        var actual = MyInvocation.ExpectingInput
            ? _piped.Count switch { 0 => null, 1 => _piped[0], _ => _piped.ToArray() }
            : ActualValue;
        var collection = MyInvocation.ExpectingInput ? _piped.ToArray() : Values.AsCollection(ActualValue);
        var arguments = MyInvocation.BoundParameters;
        var check = new ShouldCheck(actual, collection, arguments.TryGetValue("ExpectedValue", out var expected) ? expected : null, arguments, SessionState);
        var (succeeded, failure, output) = used[0].Check(check);
        var not = IsBound("Not");
        if (succeeded != not)
        {
            if (output is not null && arguments.ContainsKey("PassThru"))
                WriteObject(output);
            return;
        }

        var because = check.Text("Because") is { Length: > 0 } reason ? $", because {reason.Trim()}" : string.Empty;
        var message = not ? failure.Replace("Expected ", "Expected not: ", StringComparison.Ordinal) : failure;
        ThrowTerminatingError(new ErrorRecord(new ShouldFailedException(message.TrimEnd('.') + because + "."), "PesterAssertionFailed", ErrorCategory.InvalidResult, null));
    }

    private bool IsBound(string name) => MyInvocation.BoundParameters.TryGetValue(name, out var value) && value is not SwitchParameter { IsPresent: false };
}

/// <summary>An assertion did not hold.</summary>
public sealed class ShouldFailedException(string message) : Exception(message);
