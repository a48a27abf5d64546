namespace MlDash.Sampling;

/// <summary>What is measured.</summary>
/// <param name="Folder">The folder whose disk is looked at.</param>
/// <param name="ProcessId">The process whose time and memory is measured, with all that it starts.</param>
/// <param name="Root">The root folder of a Linux system.</param>
/// <param name="NvidiaLibrary">The library of NVIDIA's driver; null for that of the machine.</param>
/// <param name="SearchPath">Folders with programs, as the variable PATH has them; null for those of this process.</param>
internal sealed record SampledPlace(string Folder, int ProcessId, string Root = "/", string? NvidiaLibrary = null, string? SearchPath = null);
