using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlDash.Dashboard.Questions;

/// <summary>The answers as JSON.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ChangesAnswer))]
[JsonSerializable(typeof(ColumnListAnswer))]
[JsonSerializable(typeof(ErrorAnswer))]
[JsonSerializable(typeof(FileListAnswer))]
[JsonSerializable(typeof(FileTableAnswer))]
[JsonSerializable(typeof(FolderAnswer))]
[JsonSerializable(typeof(LogAnswer))]
[JsonSerializable(typeof(MetricListAnswer))]
[JsonSerializable(typeof(RunDetailAnswer))]
[JsonSerializable(typeof(RunListAnswer))]
[JsonSerializable(typeof(SeriesAnswer))]
[JsonSerializable(typeof(SourcesAnswer))]
[JsonSerializable(typeof(TrackAnswer))]
[JsonSerializable(typeof(TrackListAnswer))]
[JsonSerializable(typeof(TextWrite))]
[JsonSerializable(typeof(UpdateWrite))]
[JsonSerializable(typeof(WriteAnswer))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(double))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(string))]
internal sealed partial class DashboardJson : JsonSerializerContext;

/// <summary>Why a question has no answer.</summary>
/// <param name="Error">What is wrong and where.</param>
/// <param name="Action">What can be done; empty when nothing can.</param>
/// <param name="Code">The stable name of the error.</param>
public sealed record ErrorAnswer(string Error, string Action, string Code);
