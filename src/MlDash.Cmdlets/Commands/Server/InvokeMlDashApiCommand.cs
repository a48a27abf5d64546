using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Views;

namespace MlDash.Cmdlets.Commands;

/// <summary>Sends a GraphQL query to a server and returns the answer as an object.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "MlDashApi")]
[Alias("Invoke-MlDashQuery")]
[OutputType(typeof(PSObject))]
public sealed class InvokeMlDashApiCommand : ServerCommand
{
    /// <summary>The query, such as <c>{ me { username } }</c>; the outer braces may be left out.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public string Query { get; set; } = string.Empty;

    /// <summary>Values of the query's variables, by name.</summary>
    [Parameter(Position = 1)]
    [Alias("Variables")]
    public IDictionary? Variable { get; set; }

    /// <inheritdoc />
    protected override void Process()
    {
        var query = Query.TrimStart();
        var isWhole = query.StartsWith('{') || query.StartsWith("query", StringComparison.Ordinal) || query.StartsWith("mutation", StringComparison.Ordinal);
        var data = Await(OpenServer().QueryAsync(isWhole ? query : $"{{ {query} }}", Variable ?? new OrderedDictionary(), CancelToken));
        WriteObject(ObjectView.Of(data));
    }
}
