using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using System.Management.Automation.Provider;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Sessions;
using MlDash.Cmdlets.Views;
using MlDash.Cmdlets.Waiting;
using MlDash.Errors;
using MlDash.Storage;

namespace MlDash.Cmdlets.Provider;

/// <summary>
/// Experiments as drives: <c>MlDash:/project/folder/experiment/{logs,metrics,params,tracks,files}</c>, over a folder on this machine or over a server.
/// </summary>
[CmdletProvider("MlDash", ProviderCapabilities.ShouldProcess | ProviderCapabilities.Filter)]
[SuppressMessage("Design", "CA1001", Justification = "The engine disposes no provider, and a source without a timer holds nothing.")]
public sealed partial class MlDashProvider : NavigationCmdletProvider
{
    private const string ListedType = "MlDash.DriveItem";

    private readonly CancellationTokenSource _stopping = new();
    private WildcardPattern? _filter;
    private ExperimentStore? _store;

    /// <inheritdoc />
    protected override Collection<PSDriveInfo> InitializeDefaultDrives() => [MlDashDrive.Default(ProviderInfo)];

    /// <inheritdoc />
    protected override PSDriveInfo? NewDrive(PSDriveInfo drive) =>
        drive is MlDashDrive made ? made : Guard(() => MlDashDrive.Open(drive, DynamicParameters as NewDriveParameters, SessionState));

    /// <inheritdoc />
    protected override object NewDriveDynamicParameters() => new NewDriveParameters();

    /// <inheritdoc />
    protected override bool IsValidPath(string path) => !string.IsNullOrEmpty(path);

    /// <inheritdoc />
    protected override bool ItemExists(string path) => Guard(() => Find(path) is not null);

    /// <inheritdoc />
    protected override bool IsItemContainer(string path) => Guard(() => Find(path) is { IsContainer: true });

    /// <inheritdoc />
    protected override bool HasChildItems(string path) =>
        Guard(() => Find(path) is { IsContainer: true } node && AsyncBridge.Pump(node.ChildrenAsync(_stopping.Token)).Any());

    /// <inheritdoc />
    protected override void GetItem(string path) => Guard(() => WriteItem(Named(path)));

    /// <inheritdoc />
    protected override void GetChildItems(string path, bool recurse) => GetChildItems(path, recurse, uint.MaxValue);

    /// <inheritdoc />
    protected override void GetChildItems(string path, bool recurse, uint depth) => Guard(() => Walk(Named(path), recurse ? depth : 0, node =>
    {
        if (IsAskedFor(node))
            WriteListed(node);
    }));

    /// <inheritdoc />
    protected override void GetChildNames(string path, ReturnContainers returnContainers) => Guard(() => Walk(Named(path), 0, node =>
    {
        if (IsAskedFor(node) || (node.IsContainer && returnContainers == ReturnContainers.ReturnAllContainers))
            WriteItemObject(node.Path.Leaf, node.Path.ToString(), node.IsContainer);
    }));

    /// <inheritdoc />
    protected override void RemoveItem(string path, bool recurse) => Guard(() =>
    {
        var node = Named(path);
        if (node.IsContainer && !recurse)
            throw new ExperimentException("NotEmpty", $"'{path}' is not empty.", "Use -Recurse to remove it with everything below it.")
            { Category = FaultCategory.InvalidOperation, Target = path };
        new DriveRemoval(
            (target, action) => ShouldProcess(ScreenText.Line(target), ScreenText.Line(action)),
            Session.Here(SessionState).RefuseOpen,
            fault => WriteError(ErrorRecords.Of(fault)),
            _stopping.Token).Remove(node);
    });

    /// <inheritdoc />
    protected override string GetChildName(string path) => DrivePath.LeafOf(path);

    /// <inheritdoc />
    protected override string GetParentPath(string path, string root) => DrivePath.ParentOf(path, root);

    /// <inheritdoc />
    protected override void StopProcessing() => _stopping.Cancel();

    /// <summary>The one walk over the tree, for items and for names.</summary>
    private void Walk(DriveNode container, uint depth, Action<DriveNode> write)
    {
        foreach (var child in AsyncBridge.Pump(container.ChildrenAsync(_stopping.Token)))
        {
            _stopping.Token.ThrowIfCancellationRequested();
            write(child);
            if (depth > 0 && child.IsContainer)
                Walk(child, depth - 1, write);
        }
    }

    private bool IsAskedFor(DriveNode node) =>
        string.IsNullOrEmpty(Filter)
        || (_filter ??= WildcardPattern.Get(Filter, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant)).IsMatch(node.Path.Leaf);

    private void WriteItem(DriveNode node) => WriteItemObject(ItemOf(node), node.Path.ToString(), node.IsContainer);

    /// <summary>
    /// Lists an item. What lies in one folder may be of several kinds, and a table has rows of one: all get a type name in front that the table is for. An
    /// object that others have, too, has it only on its way to the screen.
    /// </summary>
    private void WriteListed(DriveNode node)
    {
        var item = ItemOf(node);
        // The names stay with the object itself, so that no wrapper need be written.
        if (item is not DriveItem)
            PSObject.AsPSObject(item).TypeNames.Insert(0, ListedType);
        WriteItemObject(item, node.Path.ToString(), node.IsContainer);
        if (item is Experiment { IsOpen: true })
            PSObject.AsPSObject(item).TypeNames.Remove(ListedType);
    }

    /// <summary>The object of a node, which says what it is: <c>Where-Object Kind -eq Experiment</c> works on a listing.</summary>
    private object ItemOf(DriveNode node)
    {
        var item = AsyncBridge.Await(node.GetItemAsync(_stopping.Token));
        var properties = PSObject.AsPSObject(item).Properties;
        // An open experiment is the same object at every look, and keeps what was noted on it.
        if (properties[nameof(DriveItem.Kind)] is null)
            properties.Add(new ViewProperty(nameof(DriveItem.Kind), DriveText.KindOf(item)));
        return item;
    }

    private DriveNode Named(string path) => Find(path) ?? throw new ExperimentException(
        "ItemNotFound", $"Nothing exists at '{path}'.", "Run Get-ChildItem to list the items there are.")
    { Category = FaultCategory.ObjectNotFound, Target = path };

    private DriveNode? Find(string path)
    {
        var place = DrivePath.Parse(path);
        if (DriveOf(place) is not { } drive)
            return null;
        var store = _store = drive.OpenStore(SessionState);
        var session = Session.Here(SessionState);
        return AsyncBridge.Await(new DriveTree(store, ExperimentOf).FindAsync(place, _stopping.Token));

        Experiment ExperimentOf(ExperimentRecord record) => session.OpenAt(store.Location, record.Path.Value) ?? new Experiment(store, record);
    }

    /// <summary>The drive of a path; a path that comes without its drive, as PSPath does, tells it by name.</summary>
    private MlDashDrive? DriveOf(DrivePath path) =>
        PSDriveInfo is MlDashDrive given && IsNamed(given, path)
        ? given
        : SessionState.Drive.GetAllForProvider(ProviderInfo.ToString()).OfType<MlDashDrive>().FirstOrDefault(drive => IsNamed(drive, path));

    private static bool IsNamed(MlDashDrive drive, DrivePath path) => drive.Name.Equals(path.Drive, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reports what was skipped while reading.</summary>
    private void ShowWarnings()
    {
        while (_store is { } store && store.Warnings.TryDequeue(out var warning))
            WriteWarning(ScreenText.Line(warning));
    }

    private void Guard(Action step) => Guard<object>(() =>
    {
        step();
        return null;
    });

    /// <summary>
    /// Does something for one item; an error is reported, and there is no result. Nothing is thrown, because the engine ignores exceptions
    /// while it asks whether an item exists: an unreachable server would merely be a path that does not exist.
    /// </summary>
    private T? Guard<T>(Func<T?> step)
    {
        try
        {
            return step();
        }
        catch (MlDashException fault)
        {
            WriteError(ErrorRecords.Of(fault));
            return default;
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        finally
        {
            ShowWarnings();
        }
    }
}
