using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace MlDash.PesterHarness.Model;

/// <summary>The blocks and tests of the file that is being discovered or run in a runspace.</summary>
internal sealed class Discovery
{
    private static readonly ConditionalWeakTable<Runspace, Discovery> Found = [];

    /// <summary>The file as a block.</summary>
    public TestBlock Root { get; } = new(string.Empty, null, null, [], skip: false);

    /// <summary>The block whose body is being read; null once discovery is over.</summary>
    public TestBlock? Open { get; set; }

    /// <summary>The discovery of the runspace this thread works for.</summary>
    public static Discovery Current => Found.GetOrCreateValue(Runspace.DefaultRunspace);

    /// <summary>The open block.</summary>
    /// <exception cref="PSInvalidOperationException">A word that belongs into a block's body stands in a test or setup.</exception>
    public TestBlock RequireOpen(string word) =>
        Open ?? throw new PSInvalidOperationException($"{word} was used while tests run; it belongs into the body of a file, Describe or Context.");
}
