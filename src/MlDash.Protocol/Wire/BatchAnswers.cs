namespace MlDash.Protocol;

/// <summary>Answer to batches of several streams: one answer a part, in the order of the parts.</summary>
public sealed record BatchAnswers(IReadOnlyList<BatchAnswer> Answers);

/// <summary>What the call for the one stream would answer: its status and its body.</summary>
public sealed record BatchAnswer(int Status, RawJson Body);
