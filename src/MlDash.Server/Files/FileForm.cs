using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using MlDash.Server.Hosting;

namespace MlDash.Server.Files;

/// <summary>The text parts of a file upload, and the file part once the reader has come to it. Nothing of the file is buffered.</summary>
internal sealed class FileForm
{
    private const int LongestField = 1 << 20;
    private const int MostFields = 32;
    private const int BufferSize = 256 * 1024;
    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);

    private FileForm(MultipartSection file) => File = file;

    /// <summary>The part that holds the bytes, not yet read.</summary>
    public MultipartSection File { get; }

    /// <summary>The value of a part, or null when it is absent or empty.</summary>
    public string? this[string name] => _fields.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    /// <summary>The media type the client guessed.</summary>
    public string ContentType =>
        MediaTypeHeaderValue.TryParse(File.ContentType, out var type) && type.MediaType.HasValue ? type.ToString() : "application/octet-stream";

    /// <summary>Reads up to the file part, which is the last one.</summary>
    /// <exception cref="ApiException">400 when there is no file part or a field is out of bounds.</exception>
    public static async Task<FileForm> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        try
        {
            return await ReadPartsAsync(request, cancel);
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            throw ApiException.Malformed("The multipart body ends before its last boundary.");
        }
    }

    private static async Task<FileForm> ReadPartsAsync(HttpRequest request, CancellationToken cancel)
    {
        if (!request.Headers.ContentEncoding.Equals(Microsoft.Extensions.Primitives.StringValues.Empty))
            throw new ApiException(StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type", "A file upload is sent without Content-Encoding.");
        var boundary = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? HeaderUtilities.RemoveQuotes(type.Boundary).Value : null;
        if (string.IsNullOrEmpty(boundary))
            throw ApiException.Malformed("The Content-Type of a multipart body names its boundary.");
        var reader = new MultipartReader(boundary, request.Body, BufferSize) { HeadersCountLimit = 16, HeadersLengthLimit = 16 * 1024 };
        var fields = new List<(string Name, string Value)>();
        while (await reader.ReadNextSectionAsync(cancel) is { } section)
        {
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
                throw ApiException.Malformed("Every part has a Content-Disposition with its name.");
            var name = HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "";
            if (name == "file")
                return new FileForm(section).With(fields);
            if (fields.Count == MostFields)
                throw ApiException.Malformed($"An upload has at most {MostFields} fields before the file.");
            fields.Add((name, await ReadTextAsync(section, name, cancel)));
        }
        throw ApiException.Malformed("The upload has no part 'file'. Send the bytes in the last part, named 'file'.");
    }

    /// <summary>A field that has to be there.</summary>
    public string Required(string name) =>
        this[name] ?? throw ApiException.Malformed($"The part '{name}' is needed, before the part 'file'.");

    private FileForm With(List<(string Name, string Value)> fields)
    {
        foreach (var (name, value) in fields)
            _fields[name] = value;
        return this;
    }

    private static async Task<string> ReadTextAsync(MultipartSection section, string name, CancellationToken cancel)
    {
        var bytes = new MemoryStream();
        var buffer = new byte[4096];
        int read;
        while ((read = await section.Body.ReadAsync(buffer, cancel)) > 0)
        {
            if (bytes.Length + read > LongestField)
                throw ApiException.TooLarge($"part '{name}'", LongestField);
            bytes.Write(buffer, 0, read);
        }
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }
}
