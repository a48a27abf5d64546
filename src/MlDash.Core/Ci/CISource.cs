namespace MlDash.Ci;

/// <summary>Where a field of one system is read from, and what is done with the text. It is data; <see cref="CIValues"/> reads it.</summary>
internal sealed record CISource
{
    private CISource(CIPlace place, string name) => (Place, Name) = (place, name);

    /// <summary>Where the text is.</summary>
    public CIPlace Place { get; }

    /// <summary>The variable, property or member; for a joined text the text itself, its variables as <c>$NAME</c> and properties as <c>$(name)</c>.</summary>
    public string Name { get; }

    /// <summary>The variable that must be set for this source to count, and the value it must have; null for any.</summary>
    public (string Variable, string? Value)? Condition { get; private init; }

    /// <summary>The variable that must be absent for this source to count.</summary>
    public string? Exception { get; private init; }

    /// <summary>The beginning that the text must have, and loses.</summary>
    public string? RequiredStart { get; private init; }

    /// <summary>Beginnings that the text loses if it has one.</summary>
    public string[] OptionalStarts { get; private init; } = [];

    /// <summary>What stands for a flag that is on; null when the text is no flag.</summary>
    public string? FlagText { get; private init; }

    /// <summary>The text that means none.</summary>
    public string? NoneText { get; private init; }

    /// <summary>Whether the text is an address of which the last part counts.</summary>
    public bool IsLastOfAddress { get; private init; }

    /// <summary>An environment variable.</summary>
    public static CISource Variable(string name) => new(CIPlace.Environment, name);

    /// <summary>A property of TeamCity's files.</summary>
    public static CISource Property(string name) => new(CIPlace.Properties, name);

    /// <summary>A number in GitHub's event file, its members joined by dots.</summary>
    public static CISource EventNumber(string member) => new(CIPlace.EventFile, member);

    /// <summary>A text of several values, all of which must be there.</summary>
    public static CISource Joined(string text) => new(CIPlace.Joined, text);

    /// <summary>Counts only where a variable has this value.</summary>
    public CISource If(string variable, string value) => this with { Condition = (variable, value) };

    /// <summary>Counts only where a variable is set.</summary>
    public CISource IfSet(string variable) => this with { Condition = (variable, null) };

    /// <summary>Counts only where a variable is not set.</summary>
    public CISource Unless(string variable) => this with { Exception = variable };

    /// <summary>Counts only with this beginning, and is what comes behind it.</summary>
    public CISource Behind(string start) => this with { RequiredStart = start };

    /// <summary>Loses these beginnings.</summary>
    public CISource Without(params string[] starts) => this with { OptionalStarts = starts };

    /// <summary>A flag: this text where it is on.</summary>
    public CISource AsFlag(string text) => this with { FlagText = text };

    /// <summary>This text means that there is none.</summary>
    public CISource NoneIs(string text) => this with { NoneText = text };

    /// <summary>An address, of which the last part counts.</summary>
    public CISource LastOfAddress() => this with { IsLastOfAddress = true };
}

/// <summary>Where a <see cref="CISource"/> is.</summary>
internal enum CIPlace
{
    Environment,
    Properties,
    EventFile,
    Joined,
}
