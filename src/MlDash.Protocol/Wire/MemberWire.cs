namespace MlDash.Protocol;

/// <summary>A member of a namespace: <c>owner</c>, <c>editor</c> or <c>viewer</c>.</summary>
public sealed record MemberWire(string Username, string Role);

/// <summary>The members of a namespace, its own user first.</summary>
public sealed record MemberList(IReadOnlyList<MemberWire> Members);
