using System.Collections;
using System.Management.Automation;

namespace MlDash.PesterHarness.Model;

/// <summary>What blocks and tests have in common: a name filled from their data, tags, and whether they are left out.</summary>
public abstract class TestNode(string name, TestBlock? parent, object? data, IEnumerable<string> tags, bool skip)
{
    /// <summary>The name, templates such as <c>&lt;value&gt;</c> filled once the data is known.</summary>
    public string Name { get; private set; } = name;

    public TestBlock? Parent { get; } = parent;

    /// <summary>The item of <c>-ForEach</c> this node stands for, or null.</summary>
    public object? Data { get; } = data;

    public HashSet<string> Tags { get; } = [.. tags.Concat(parent?.Tags ?? []).Select(tag => tag.ToUpperInvariant())];

    public bool Skip { get; } = skip || parent?.Skip == true;

    /// <summary>Names of all blocks around it and its own.</summary>
    public string FullName => Parent is { Parent: not null } or { Name.Length: > 0 } ? $"{Parent.FullName}.{Name}" : Name;

    /// <summary>Variables the data stands for: the keys of a dictionary.</summary>
    public IDictionary? Variables => (Data is PSObject wrapped ? wrapped.BaseObject : Data) as IDictionary;

    /// <summary>Fills the name's templates; called in the scope in which their variables are known.</summary>
    public void FillName(ScriptBlock evaluate) => Name = NameTemplate.Fill(Name, path => evaluate.Invoke(path) is [var one] ? one : null);
}

/// <summary>A Describe or Context, or the file as a whole.</summary>
public sealed class TestBlock(string name, TestBlock? parent, object? data, IEnumerable<string> tags, bool skip) : TestNode(name, parent, data, tags, skip)
{
    public List<TestNode> Children { get; } = [];

    public List<ScriptBlock> BeforeAll { get; } = [];

    public List<ScriptBlock> BeforeEach { get; } = [];

    public List<ScriptBlock> AfterEach { get; } = [];

    public List<ScriptBlock> AfterAll { get; } = [];

    /// <summary>BeforeEach of all blocks around a test, the outermost first.</summary>
    public IEnumerable<ScriptBlock> AllBeforeEach => (Parent?.AllBeforeEach ?? []).Concat(BeforeEach);

    /// <summary>AfterEach of all blocks around a test, the innermost first.</summary>
    public IEnumerable<ScriptBlock> AllAfterEach => AfterEach.Concat(Parent?.AllAfterEach ?? []);

    /// <summary>All tests in it, at any depth.</summary>
    public IEnumerable<TestCase> Tests => Children.SelectMany(child => child is TestBlock block ? block.Tests : [(TestCase)child]);

    /// <summary>Whether a test in it is to run; a block without one runs none of its setup.</summary>
    public bool HasWork => Tests.Any(test => test is { IsSelected: true, Skip: false });

    /// <summary>Fails every test in it that has no outcome yet.</summary>
    public void Fail(ErrorRecord error)
    {
        foreach (var test in Tests)
        {
            if (test is { IsSelected: true, Skip: false, Error: null })
                test.Fail(error);
        }
    }
}

/// <summary>An It.</summary>
public sealed class TestCase(string name, TestBlock parent, object? data, IEnumerable<string> tags, bool skip, ScriptBlock body) : TestNode(name, parent, data, tags, skip)
{
    public ScriptBlock Body { get; } = body;

    /// <summary>Whether the filters of the command line ask for it.</summary>
    public bool IsSelected { get; set; } = true;

    /// <summary>Whether its body was run.</summary>
    public bool HasRun { get; set; }

    /// <summary>Why it failed; null when it did not.</summary>
    public ErrorRecord? Error { get; private set; }

    /// <summary>Whether its body declares parameters, which are given the data by name.</summary>
    public bool TakesParameters => ((System.Management.Automation.Language.ScriptBlockAst)Body.Ast).ParamBlock is not null;

    public void Fail(ErrorRecord error) => Error ??= error;
}
