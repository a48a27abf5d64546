using System.Collections.Specialized;
using System.Text;
using MlDash.Json;
using MlDash.Storage.Format;
using MlDash.Storage.Local;

namespace MlDash.Storage.Outgoing;

/// <summary>Records that a server refuses for good: a line of JSON each, with the line as it was recorded and why it stayed here.</summary>
internal static class RefusedRecords
{
    /// <summary>Adds the record of a batch that holds one.</summary>
    public static void Add(string path, LocalLayout layout, StreamBatch batch, string reason)
    {
        var entry = new OrderedDictionary
        {
            ["stream"] = batch.Stream.ToString(),
            ["line"] = batch.ToLine,
            ["reason"] = reason,
            ["record"] = LastLine(layout, batch)
        };
        using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        file.Write([.. JsonText.Write(entry), (byte)'\n']);
    }

    private static string LastLine(LocalLayout layout, StreamBatch batch)
    {
        using var file = LineReader.OpenFile(LocalStreams.DataFile(layout, batch.Stream));
        if (file is null)
            return string.Empty;
        var start = LineTail.StartOfLastLinesBefore(file, batch.ToOffset - 1, 0);
        var line = new byte[batch.ToOffset - start];
        var read = RandomAccess.Read(file, line, start);
        return Encoding.UTF8.GetString(line.AsSpan(0, read).TrimEnd("\r\n"u8));
    }
}
