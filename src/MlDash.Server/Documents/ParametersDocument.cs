using MlDash.Protocol;

namespace MlDash.Server.Documents;

/// <summary>The parameters of an experiment: one flat object.</summary>
internal sealed record ParametersDocument(string Id, string ExperimentId, RawJson Data, long Version, string CreatedAt, string UpdatedAt);
