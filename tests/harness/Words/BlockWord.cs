using System.Management.Automation;
using MlDash.PesterHarness.Model;

namespace MlDash.PesterHarness.Words;

/// <summary>What Describe, Context and It have in common: one node for each item of their data.</summary>
public abstract class BlockWord : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    public string Name { get; set; } = null!;

    [Parameter(Position = 1)]
    public ScriptBlock? ScriptBlock { get; set; }

    [Parameter]
    [Alias("TestCases")]
    public object[]? ForEach { get; set; }

    [Parameter]
    [Alias("Tags")]
    public string[] Tag { get; set; } = [];

    [Parameter]
    public SwitchParameter Skip { get; set; }

    private protected abstract void Add(TestBlock parent, object? data, ScriptBlock body);

    protected override void ProcessRecord()
    {
        var parent = Discovery.Current.RequireOpen(MyInvocation.InvocationName);
        var body = ScriptBlock ?? throw new PSArgumentException($"{MyInvocation.InvocationName} '{Name}' has no script block. (Have you put the open curly brace on the next line?)");
        if (ForEach is null)
        {
            Add(parent, null, body);
            return;
        }

        foreach (var data in ForEach)
            Add(parent, data, body);
    }
}

/// <summary>A group of tests.</summary>
public abstract class GroupWord : BlockWord
{
    private protected override void Add(TestBlock parent, object? data, ScriptBlock body)
    {
        var block = new TestBlock(Name, parent, data, Tag, Skip);
        parent.Children.Add(block);
        var discovery = Discovery.Current;
        discovery.Open = block;
        try
        {
            var variables = new List<PSVariable> { new("_", data) };
            foreach (System.Collections.DictionaryEntry entry in block.Variables ?? new System.Collections.Hashtable())
                variables.Add(new PSVariable((string)entry.Key, entry.Value));
            body.InvokeWithContext(null, variables);
        }
        finally
        {
            discovery.Open = parent;
        }
    }
}

public sealed class DescribeWord : GroupWord;

public sealed class ContextWord : GroupWord;

/// <summary>One test.</summary>
public sealed class ItWord : BlockWord
{
    private protected override void Add(TestBlock parent, object? data, ScriptBlock body) => parent.Children.Add(new TestCase(Name, parent, data, Tag, Skip, body));
}
