using System.Collections;
using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Export;

namespace MlDash.Cmdlets.Commands;

/// <summary>Saves objects as a table: a Parquet file of the experiment, with a type for each column.</summary>
[Cmdlet(VerbsData.Save, "MlDashTable", SupportsShouldProcess = true)]
[OutputType(typeof(FileEntry))]
public sealed class SaveMlDashTableCommand : RecordingCommand
{
    private readonly TableSpool _rows = new();
    private Experiment? _owner;

    /// <summary>Name of the table, such as <c>predictions</c>; a <c>/</c> makes folders.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [PathText]
    public string Name { get; set; } = null!;

    /// <summary>The rows: objects with properties, hashtables, or rows of a database; a list of them is as many rows.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    public object InputObject { get; set; } = null!;

    /// <summary>The step that the table belongs to: tables of one name and several steps are kept beside each other.</summary>
    [Parameter]
    [ValidateRange(0, long.MaxValue)]
    [WholeNumber]
    public long? Step { get; set; }

    /// <summary>Description of the table.</summary>
    [Parameter]
    public string? Description { get; set; }

    /// <summary>Tags of the table.</summary>
    [Parameter]
    [Alias("Tags")]
    [ArgumentCompleter(typeof(TagCompleter))]
    [NotNull(IsOptional = true)]
    public string[]? Tag { get; set; }

    /// <summary>Returns the entry of the saved file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc />
    protected override void Process()
    {
        _owner ??= Target;
        var plain = InputObject is PSObject wrapped ? wrapped.BaseObject : InputObject;
        IEnumerable? rows = plain is System.Data.DataTable table ? table.Rows : PointFields.ItemsOf(InputObject);
        if (rows is null)
        {
            RecordItem(() => Add(InputObject));
            return;
        }

        foreach (var row in rows)
            RecordItem(() => Add(row));
    }

    /// <inheritdoc />
    protected override void Finish()
    {
        if (_owner is { } owner && ShouldProcess($"{TablePath.Folder}/{TablePath.Of(Name, Step)} in {owner}", "Save table"))
            Save(owner);
        base.Finish();
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        _rows.Dispose();
        base.Dispose(disposing);
    }

    private void Add(object? row) => _rows.Add(PointFields.MapOf(row) ?? throw new ExperimentException(
        "NotARow", $"'{row}' is not a row: a row is a hashtable or an object with properties.", "Give objects, such as those of Import-Csv.")
    { Target = row });

    private void Save(Experiment owner)
    {
        using var whole = TableSpool.OpenTemporary();
        Await(_rows.WriteParquetAsync(whole, CancelToken));
        whole.Position = 0;
        var upload = new FileUpload
        {
            Folder = TablePath.Folder,
            Name = TablePath.Of(Name, Step),
            Open = () => whole,
            CanReopen = false,
            ContentType = "application/vnd.apache.parquet",
            Annotations = new(Description, Tag, null, _rows.Describe()),
        };
        var saved = Await(owner.Files.SaveAsync(upload, CancelToken));
        if (PassThru)
            WriteObject(saved);
    }
}
