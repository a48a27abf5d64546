using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Provider;

namespace MlDash.PesterHarness.StandIns;

/// <summary>Get-Content, which the engine package lacks, as far as it reads from the front.</summary>
[Cmdlet(VerbsCommon.Get, "Content", DefaultParameterSetName = PathSet)]
public sealed class GetContentStandIn : ProviderStandIn
{
    [Parameter]
    public long ReadCount { get; set; } = 1;

    [Parameter]
    public long TotalCount { get; set; } = -1;

    protected override void ProcessRecord()
    {
        foreach (var path in Paths)
        {
            foreach (var reader in (IEnumerable<IContentReader>)Call(InvokeProvider.Content, "GetReader", path, Context)!)
            {
                using (reader)
                    Read(reader);
            }
        }
    }

    private protected override object? DynamicParametersOf(string path, object context) => Call(InvokeProvider.Content, "GetContentReaderDynamicParameters", path, context);

    private void Read(IContentReader reader)
    {
        for (long read = 0; TotalCount < 0 || read < TotalCount;)
        {
            IList items;
            try
            {
                items = reader.Read(TotalCount >= 0 && (ReadCount <= 0 || TotalCount - read < ReadCount) ? TotalCount - read : ReadCount);
            }
            catch (RuntimeException fault)
            {
                WriteError(fault.ErrorRecord);
                return;
            }

            if (items.Count == 0)
                return;
            read += items.Count;
            WriteObject(ReadCount == 1 ? items[0] : items, enumerateCollection: false);
        }
    }
}
