namespace MlDash.Protocol;

/// <summary>The parameters of an experiment: one flat object.</summary>
public sealed record ParametersWire(string Id, string ExperimentId, RawJson Data, long Version, string CreatedAt, string UpdatedAt);
