using System.Diagnostics.CodeAnalysis;

namespace MlDash;

/// <summary>How much a finding matters.</summary>
public enum FindingSeverity
{
    /// <summary>Nothing is wrong, but it is good to know.</summary>
    Information,

    /// <summary>Nothing recorded is lost, but something does not agree with it or does not belong there.</summary>
    Warning,

    /// <summary>Something that was recorded is damaged or missing.</summary>
    Error,
}

/// <summary>One thing that a check has found.</summary>
public sealed class StoreFinding
{
    /// <summary>One with nothing set yet.</summary>
    public StoreFinding()
    {
    }

    /// <summary>A copy, for an initializer that changes some of it.</summary>
    /// <param name="other">What is copied.</param>
    [SetsRequiredMembers]
    public StoreFinding(StoreFinding other)
    {
        Severity = other.Severity;
        Kind = other.Kind;
        Experiment = other.Experiment;
        Item = other.Item;
        Line = other.Line;
        Message = other.Message;
        Repair = other.Repair;
        Repaired = other.Repaired;
        MovedTo = other.MovedTo;
        Root = other.Root;
        RepairWork = other.RepairWork;
    }

    /// <summary>How much it matters.</summary>
    public required FindingSeverity Severity { get; init; }

    /// <summary>What it is, such as <c>LineBroken</c>; these words never change.</summary>
    public required string Kind { get; init; }

    /// <summary>Path of the experiment; null when it concerns none.</summary>
    public string? Experiment { get; init; }

    /// <summary>The file or folder, below the root.</summary>
    public required string Item { get; init; }

    /// <summary>The line in the file, from 1; null when it is not about one line.</summary>
    public long? Line { get; init; }

    /// <summary>What is wrong.</summary>
    public required string Message { get; init; }

    /// <summary>What a repair does about it; null when it cannot be repaired, or needs no repair.</summary>
    public string? Repair { get; init; }

    /// <summary>Whether it was repaired.</summary>
    public bool Repaired { get; init; }

    /// <summary>Where what was in the way is now, below the root; null when nothing was moved.</summary>
    public string? MovedTo { get; init; }

    /// <summary>The root, or the server, that was checked.</summary>
    public required string Root { get; init; }

    /// <summary>Repairs it, and says where what was in the way is now.</summary>
    internal Func<string?>? RepairWork { get; init; }

    /// <inheritdoc />
    public override string ToString() => $"{Severity} {Kind} {Item}: {Message}";
}
