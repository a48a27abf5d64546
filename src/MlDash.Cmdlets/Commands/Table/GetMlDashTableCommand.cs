using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Cmdlets.Views;
using MlDash.Export;
using MlDash.Filtering;

namespace MlDash.Cmdlets.Commands;

/// <summary>Reads the rows of a table that Save-MlDashTable saved, as objects. Columns and groups of rows that are not asked for are not read.</summary>
[Cmdlet(VerbsCommon.Get, "MlDashTable")]
[OutputType(typeof(PSObject))]
public sealed class GetMlDashTableCommand : ExperimentCommand
{
    /// <summary>Name of the table.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [PathText]
    public string Name { get; set; } = null!;

    /// <summary>The step of the table, where it was saved with one.</summary>
    [Parameter]
    [ValidateRange(0, long.MaxValue)]
    [WholeNumber]
    public long? Step { get; set; }

    /// <summary>Which rows, such as <c>loss &gt; 0.5 and label = 'cat'</c>; the names are those of the columns.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Filter { get; set; }

    /// <summary>The most rows, of those that the filter chooses. Default: all.</summary>
    [Parameter]
    [ValidateRange(0, long.MaxValue)]
    [WholeNumber]
    public long? First { get; set; }

    /// <summary>How many rows are skipped first, of those that the filter chooses.</summary>
    [Parameter]
    [ValidateRange(0, long.MaxValue)]
    [WholeNumber]
    public long Skip { get; set; }

    /// <summary>Columns to read. Default: all.</summary>
    [Parameter]
    [NotNull]
    public string[] Property { get; set; } = [];

    /// <inheritdoc />
    protected override void Process()
    {
        var path = $"{TablePath.Folder}/{TablePath.Of(Name, Step)}";
        // A bare name would be found in any folder.
        if (Await(Source.Files.GetAsync(path, CancelToken)) is not { } file || file.Path != path)
        {
            throw new ExperimentException(
                "TableNotFound",
                $"The table '{path}' was not found in the experiment '{Target}'.",
                $"Run Get-MlDashFile -Prefix {TablePath.Folder} to list its tables. One that was saved with a step is read with -Step.")
            { Category = FaultCategory.ObjectNotFound, Target = Name };
        }

        var query = new TableQuery { Columns = Property, Filter = Filter, Skip = Skip, First = First };
        using var content = Await(OpenAsync(file));
        foreach (var row in Pump(TableSearch.ReadAsync(content, query, cancellationToken: CancelToken)))
        {
            var view = new PSObject();
            foreach (var (name, value) in row)
                FieldProperty.AddTo(view, name, value);
            WriteObject(view);
        }
    }

    // What does not come from a disk of this machine cannot seek: it is read once, and verified.
    private async Task<Stream> OpenAsync(FileEntry file)
    {
        var content = await Target.Files.OpenAsync(file, CancelToken).ConfigureAwait(false);
        if (content.CanSeek)
            return content;
        await content.DisposeAsync().ConfigureAwait(false);
        var whole = TableSpool.OpenTemporary();
        await using var verified = await Target.Files.OpenVerifiedAsync(file, CancelToken).ConfigureAwait(false);
        await verified.CopyToAsync(whole, CancelToken).ConfigureAwait(false);
        return whole;
    }
}
