using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;

namespace MlDash.Cmdlets.Commands;

/// <summary>Reads the content of a file of an experiment, verified: lines of text, one string, or bytes.</summary>
[Cmdlet(VerbsCommon.Get, "MlDashFileContent", DefaultParameterSetName = TextSet)]
[OutputType(typeof(string), ParameterSetName = [TextSet])]
[OutputType(typeof(byte), typeof(byte[]), ParameterSetName = [BytesSet])]
public sealed class GetMlDashFileContentCommand : FilesCommand
{
    private const string TextSet = "Text";
    private const string BytesSet = "Bytes";

    /// <summary>Returns the text as one string, or with <c>-AsByteStream</c> the bytes as one array.</summary>
    [Parameter]
    public SwitchParameter Raw { get; set; }

    /// <summary>Returns the bytes, one by one as Get-Content does; with <c>-Raw</c> as one array, which is faster.</summary>
    [Parameter(Mandatory = true, ParameterSetName = BytesSet)]
    public SwitchParameter AsByteStream { get; set; }

    /// <summary>Name of the text's encoding, such as utf-8, utf-16 or iso-8859-1. Default: utf-8; a byte order mark wins.</summary>
    [Parameter(ParameterSetName = TextSet)]
    public string Encoding { get; set; } = "utf-8";

    /// <inheritdoc />
    protected override void Process() => ForEachFile(file =>
    {
        var bytes = Await(Target.Files.ReadAsync(file, CancelToken));
        if (AsByteStream)
        {
            WriteObject(bytes, enumerateCollection: !Raw);
            return;
        }

        using var reader = new StreamReader(new MemoryStream(bytes), EncodingName.Resolve(Encoding), detectEncodingFromByteOrderMarks: true);
        if (Raw)
        {
            WriteObject(reader.ReadToEnd());
            return;
        }

        while (reader.ReadLine() is { } line)
            WriteObject(line);
    });
}
