using MlDash.Server.Documents;
using MlDash.Server.Files;
using MlDash.Server.Identity;
using MlDash.Server.Nodes;
using MlDash.Storage;

namespace MlDash.Server.Reading;

/// <summary>Makes readers of what this server keeps, each for one user.</summary>
internal sealed class DocumentReaders(
    ExperimentReading experiments, LogReading logs, MetricReading metrics, ColumnReading columns, TrackReading tracks, FileReading files,
    FactsReading facts, NamespaceAccess namespaces, StoreCollections stores, NodeAccess nodes, FileContent content, FileReceiver receiver, TimeProvider clock)
{
    /// <summary>A reader that answers what a user may see. It holds nothing, so it may be made for each request.</summary>
    public IExperimentReader For(Caller caller) => new DocumentReader(caller, experiments, logs, metrics, columns, tracks, files, facts);

    /// <summary>What changes the experiments that a user may change.</summary>
    public IExperimentUpdater UpdaterFor(Caller caller) => new DocumentUpdater(caller, experiments, namespaces, stores, clock);

    /// <summary>What reads and writes the files of folders, and texts of experiments, as a user may. It holds nothing, either.</summary>
    public IFolderFiles FoldersFor(Caller caller) => new DocumentFolders(caller, stores, nodes, content, receiver);
}
