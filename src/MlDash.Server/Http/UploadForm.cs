using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using MlDash.Protocol;

namespace MlDash.Server.Http;

/// <summary>
/// The text parts of a file upload. RFC 7578 leaves the order of the parts to the sender, and published clients differ: the bytes may come before or after the
/// fields that say what they are. Nothing of the file is buffered.
/// </summary>
internal sealed class UploadForm
{
    private const int LongestField = 1 << 20;
    private const int MostFields = 32;
    private const int BufferSize = 256 * 1024;
    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);
    private int _read;

    private UploadForm()
    {
    }

    /// <summary>How many text parts were read so far.</summary>
    public int Count => _read;

    /// <summary>The value of a part, or null when it is absent or empty.</summary>
    public string? this[string name] => _fields.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    /// <summary>Reads all parts.</summary>
    /// <param name="request">The upload.</param>
    /// <param name="receiveFile">Takes the part with the bytes and reads it to its end; the form holds the fields that came before it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ApiException">400 when there is no file part, or two, or a field is out of bounds.</exception>
    public static async Task<UploadForm> ReadAsync(
        HttpRequest request, Func<UploadForm, MultipartSection, Task> receiveFile, CancellationToken cancellationToken)
    {
        var form = new UploadForm();
        var reader = ReaderOf(request);
        var hasFile = false;
        while (await WholeAsync(() => reader.ReadNextSectionAsync(cancellationToken)) is { } section)
        {
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
                throw ApiException.Malformed("Every part has a Content-Disposition with its name.");
            var name = HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "";
            if (name != RequestMembers.File)
            {
                if (++form._read > MostFields)
                    throw ApiException.Malformed($"An upload has at most {MostFields} fields beside the file.");
                form._fields[name] = await WholeAsync(() => ReadTextAsync(section, name, cancellationToken));
                continue;
            }
            if (hasFile)
                throw ApiException.Malformed($"An upload has one part '{RequestMembers.File}'; found a second one. Send each file in a request of its own.");
            hasFile = true;
            await receiveFile(form, section);
        }
        return hasFile
            ? form
            : throw ApiException.Malformed($"The upload has no part '{RequestMembers.File}'. Send the bytes in a part named '{RequestMembers.File}'.");
    }

    /// <summary>The media type that the client guessed.</summary>
    public static string MediaTypeOf(MultipartSection file) =>
        MediaTypeHeaderValue.TryParse(file.ContentType, out var type) && type.MediaType.HasValue ? type.ToString() : "application/octet-stream";

    /// <summary>A field that has to be there.</summary>
    public string Required(string name) => this[name] ?? throw ApiException.Malformed($"The part '{name}' is needed.");

    /// <summary>What tells this upload from another: its fields in any order, and its bytes by their hash. A repeat has another boundary.</summary>
    public string Fingerprint(string sha256)
    {
        var text = new StringBuilder(sha256);
        foreach (var (name, value) in _fields.OrderBy(f => f.Key, StringComparer.Ordinal))
            text.Append('\n').Append(name.Length).Append(' ').Append(name).Append(' ').Append(value.Length).Append(' ').Append(value);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static MultipartReader ReaderOf(HttpRequest request)
    {
        if (!request.Headers.ContentEncoding.Equals(Microsoft.Extensions.Primitives.StringValues.Empty))
            throw new ApiException(
                StatusCodes.Status415UnsupportedMediaType, WireErrors.UnsupportedMediaType, "A file upload is sent without Content-Encoding.");
        var boundary = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? HeaderUtilities.RemoveQuotes(type.Boundary).Value : null;
        return string.IsNullOrEmpty(boundary) ? throw ApiException.Malformed("The Content-Type of a multipart body names its boundary.")
            : new MultipartReader(boundary, request.Body, BufferSize) { HeadersCountLimit = 16, HeadersLengthLimit = 16 * 1024 };
    }

    // Only around what reads the request: a failure of the disk that the bytes go to is no fault of the body.
    private static async Task<T> WholeAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            throw ApiException.Malformed("The multipart body ends before its last boundary.");
        }
    }

    private static async Task<string> ReadTextAsync(MultipartSection section, string name, CancellationToken cancellationToken)
    {
        var bytes = new MemoryStream();
        var buffer = new byte[4096];
        int read;
        while ((read = await section.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (bytes.Length + read > LongestField)
                throw ApiException.TooLarge($"part '{name}'", LongestField);
            bytes.Write(buffer, 0, read);
        }
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }
}
