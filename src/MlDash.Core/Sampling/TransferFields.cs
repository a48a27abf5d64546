namespace MlDash.Sampling;

/// <summary>What goes in and out a second: of two counters their growth.</summary>
internal sealed class TransferFields(SampleTable table, string incoming, string outgoing)
{
    private readonly int _incoming = table.Add(incoming, 0);
    private readonly int _outgoing = table.Add(outgoing, 0);
    private Counter _in;
    private Counter _out;

    /// <summary>Notes how much has come and gone since the machine began, in bytes.</summary>
    public void Note(double received, double sent, double seconds)
    {
        table.Note(_incoming, _in.Grow(received) / seconds);
        table.Note(_outgoing, _out.Grow(sent) / seconds);
    }
}
