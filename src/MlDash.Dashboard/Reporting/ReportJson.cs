using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlDash.Dashboard.Reporting;

/// <summary>What a report has besides answers, as JSON.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ReportBytes))]
[JsonSerializable(typeof(ReportIndex))]
internal sealed partial class ReportJson : JsonSerializerContext;
