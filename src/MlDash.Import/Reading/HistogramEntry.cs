using MlDash.Import.Runs;

namespace MlDash.Import.Reading;

/// <summary>A histogram of another tracker as the entry of a track that one of ours is.</summary>
internal static class HistogramEntry
{
    /// <summary>Gives it.</summary>
    /// <param name="sink">Takes it.</param>
    /// <param name="topic">The track.</param>
    /// <param name="step">Its step.</param>
    /// <param name="time">Seconds since 1970; null: unknown, its step stands for it.</param>
    /// <param name="edges">The edges of the bins: one more than there are counts.</param>
    /// <param name="counts">How many values are in each.</param>
    public static void Give(IRunSink sink, string topic, double step, double? time, double[] edges, double[] counts) => sink.Entry(
        topic, time ?? step, [new("step", SourceStep.Of(step)), new("edges", edges), new("counts", counts)]);
}
