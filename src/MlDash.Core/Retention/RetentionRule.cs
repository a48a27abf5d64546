using MlDash.Filtering;
using MlDash.Text;

namespace MlDash.Retention;

/// <summary>One rule, as it was written.</summary>
internal abstract record RetentionRule(string Text);

/// <summary>The last experiments that ended are kept, those of the project or those of each folder.</summary>
internal sealed record KeepLast(string Text, int Count, bool OfEachFolder) : RetentionRule(Text);

/// <summary>What a filter finds is kept.</summary>
internal sealed record KeepFound(string Text, RunFilter Filter) : RetentionRule(Text);

/// <summary>Experiments of a status go at an age; without a status, those whose status has no rule of its own.</summary>
internal sealed record RemoveExperiments(string Text, ExperimentStatus? Status, TimeSpan Age) : RetentionRule(Text);

/// <summary>Large files go at an age.</summary>
internal sealed record RemoveFiles(string Text, long Over, TimeSpan Age, Wildcard? Named) : RetentionRule(Text);

/// <summary>Of metrics, a number of points stays from an age on.</summary>
internal sealed record ThinPoints(string Text, TimeSpan Age, int To) : RetentionRule(Text);
