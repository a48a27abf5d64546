using MlDash.Watching;

namespace MlDash.Following;

/// <summary>Rows of a file with an object of JSON on each line.</summary>
/// <param name="sink">Takes the rows.</param>
internal sealed class JsonRows(RowSink sink) : LineRows(sink)
{
    protected override void Read(string line)
    {
        if (JsonFields.TryRead(line, out var fields))
            Pass(fields);
        else if (!string.IsNullOrWhiteSpace(line))
            NoteDamage();
    }
}
