namespace MlDash.Server.Documents;

/// <summary>Says that a step of the schema is done.</summary>
internal sealed record StepDocument(string Name, string DoneAt);
