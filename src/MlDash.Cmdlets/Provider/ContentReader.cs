using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Provider;
using MlDash.Cmdlets.Base;

namespace MlDash.Cmdlets.Provider;

/// <summary>Hands a sequence to <c>Get-Content</c>, as many items at a time as it asks for.</summary>
internal sealed class ContentReader(IEnumerable<object> items) : IContentReader
{
    private readonly IEnumerator<object> _items = items.GetEnumerator();

    /// <param name="readCount">How many; not positive: all there are.</param>
    /// <exception cref="RuntimeException">What went wrong while reading.</exception>
    public IList Read(long readCount)
    {
        var read = new List<object>();
        try
        {
            while ((readCount <= 0 || read.Count < readCount) && _items.MoveNext())
                read.Add(_items.Current);
        }
        catch (MlDashException fault)
        {
            throw ErrorRecords.Thrown(fault);
        }
        catch (OperationCanceledException)
        {
            // Only Ctrl-C cancels.
            throw new PipelineStoppedException();
        }

        return read;
    }

    /// <exception cref="PSNotSupportedException">Always: what is read comes once, from front to end.</exception>
    public void Seek(long offset, SeekOrigin origin) => throw new PSNotSupportedException("The content of an MlDash drive can only be read from start to end.");

    /// <inheritdoc />
    public void Close() => Dispose();

    /// <inheritdoc />
    public void Dispose() => _items.Dispose();
}
