namespace MlDash.Cmdlets.Binding;

/// <summary>Marks a command whose names are those of this machine, although it works with a server: what it completes is not asked of the server.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class NamesLocalExperimentsAttribute : Attribute;
