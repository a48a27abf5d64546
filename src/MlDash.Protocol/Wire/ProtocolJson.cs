using System.Text.Json.Serialization;

namespace MlDash.Protocol;

/// <summary>JSON of the wire types, generated at build.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(RawJsonConverter)])]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(ProjectAnswer))]
[JsonSerializable(typeof(FolderAnswer))]
[JsonSerializable(typeof(ExperimentAnswer))]
[JsonSerializable(typeof(FileAnswer))]
[JsonSerializable(typeof(NodeWire))]
[JsonSerializable(typeof(NodeDeleted))]
[JsonSerializable(typeof(ProjectDeleted))]
[JsonSerializable(typeof(FileHits))]
[JsonSerializable(typeof(LogsCreated))]
[JsonSerializable(typeof(LogPage))]
[JsonSerializable(typeof(ParametersWire))]
[JsonSerializable(typeof(MetricAppended))]
[JsonSerializable(typeof(MetricBatchAppended))]
[JsonSerializable(typeof(MetricStats))]
[JsonSerializable(typeof(MetricList))]
[JsonSerializable(typeof(MetricCurvesWire))]
[JsonSerializable(typeof(RunTableWire))]
[JsonSerializable(typeof(SeriesAnswer))]
[JsonSerializable(typeof(TrackWire))]
[JsonSerializable(typeof(TrackList))]
[JsonSerializable(typeof(TrackAppended))]
[JsonSerializable(typeof(TrackBatchAppended))]
[JsonSerializable(typeof(BatchAnswers))]
[JsonSerializable(typeof(DeviceStarted))]
[JsonSerializable(typeof(DeviceToken))]
[JsonSerializable(typeof(DeviceError))]
[JsonSerializable(typeof(DeviceCodeVerified))]
[JsonSerializable(typeof(DeviceCompleted))]
[JsonSerializable(typeof(TokenExchanged))]
[JsonSerializable(typeof(ApiTokenList))]
[JsonSerializable(typeof(ApiTokenCreated))]
[JsonSerializable(typeof(MemberList))]
[JsonSerializable(typeof(HealthWire))]
[JsonSerializable(typeof(ErrorWire))]
public sealed partial class ProtocolJson : JsonSerializerContext;
