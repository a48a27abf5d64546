namespace MlDash.Protocol;

/// <summary>The body of every error: the code for programs, the message for people, and the members of RFC 9457.</summary>
public sealed record ErrorWire(string Error, string Message, string Type, string Title, int Status, string Detail);
