namespace MlDash.Following;

/// <summary>Takes the fields of a row.</summary>
/// <param name="folder">The folder below the metric of the file that the row belongs to; empty: the metric itself.</param>
/// <param name="fields">Names and values; at least one is a number.</param>
/// <param name="seconds">When it was written, in seconds since 1970; null: now, unless the fields say it.</param>
internal delegate void RowSink(string folder, IReadOnlyList<KeyValuePair<string, object?>> fields, double? seconds);
