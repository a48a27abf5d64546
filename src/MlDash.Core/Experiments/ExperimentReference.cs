namespace MlDash;

/// <summary>
/// An experiment as the data that was found through it knows it: which one it is, and where it is kept. An <c>Experiment</c>, or what leads to one.
/// </summary>
/// <remarks>The rooms of data stand below open experiments, and this is all they can see of one.</remarks>
public abstract class ExperimentReference
{
    /// <summary>The path under the root: the identity of the experiment.</summary>
    public abstract string Prefix { get; }

    /// <summary>The root folder or the server.</summary>
    public abstract string Root { get; }
}
