namespace MlDash.Watching;

/// <summary>How large a terminal is.</summary>
/// <param name="Columns">Cells in a line.</param>
/// <param name="Rows">Lines.</param>
public readonly record struct TerminalSize(int Columns, int Rows);
