using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlDash.Dashboard.Questions;

/// <summary>The answers as JSON.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ColumnListAnswer))]
[JsonSerializable(typeof(ErrorAnswer))]
[JsonSerializable(typeof(FileListAnswer))]
[JsonSerializable(typeof(LogAnswer))]
[JsonSerializable(typeof(MetricListAnswer))]
[JsonSerializable(typeof(RunDetailAnswer))]
[JsonSerializable(typeof(RunListAnswer))]
[JsonSerializable(typeof(SeriesAnswer))]
[JsonSerializable(typeof(SourcesAnswer))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(double))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(string))]
internal sealed partial class DashboardJson : JsonSerializerContext;

/// <summary>What the page shows.</summary>
/// <param name="Titles">What its sources are called; a question names one by its place in here.</param>
/// <param name="Version">The version of the product.</param>
public sealed record SourcesAnswer(IReadOnlyList<string> Titles, string Version);

/// <summary>Why a question has no answer.</summary>
/// <param name="Error">What is wrong and where.</param>
/// <param name="Action">What can be done; empty when nothing can.</param>
/// <param name="Code">The stable name of the error.</param>
public sealed record ErrorAnswer(string Error, string Action, string Code);
