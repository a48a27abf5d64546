using System.Collections;
using System.Collections.Specialized;
using MlDash.Json;
using MlDash.Protocol;

namespace MlDash.Client;

/// <content>Questions whose text is the body of a request, and which write nothing.</content>
internal sealed partial class ServerClient
{
    /// <summary>Asks by GraphQL.</summary>
    /// <returns>The member <c>data</c>.</returns>
    /// <exception cref="NetworkException"><c>QueryRefused</c>, with what the server says.</exception>
    public async Task<OrderedDictionary> QueryAsync(string document, IDictionary variables, CancellationToken cancellationToken)
    {
        var body = JsonText.Write(new OrderedDictionary { [RequestMembers.Query] = document, [RequestMembers.Variables] = variables });
        var answer = Understand(await AskBytesAsync(Routes.GraphQl, body, cancellationToken).ConfigureAwait(false));
        if (answer[RequestMembers.Errors] is object?[] { Length: > 0 } errors)
        {
            var said = ServerFaults.Shortened(string.Join(" ", errors.OfType<OrderedDictionary>().Select(error => error[WireMembers.Message])));
            throw new NetworkException(
                "QueryRefused", $"The server {Address} refused the query: {said}", "See docs/server.md for the schema.")
            { Target = Address };
        }

        return answer[RequestMembers.Data] as OrderedDictionary
            ?? throw ServerFaults.NotUnderstood(Address, RequestMembers.Data, "an object", answer[RequestMembers.Data] is null ? "missing" : "another type");
    }

    /// <summary>Reads the answer to a question whole; null when the server does not know it, or what it is about.</summary>
    /// <param name="path">Who answers.</param>
    /// <param name="json">The question, which writes nothing.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<byte[]?> TryAskBytesAsync(string path, ReadOnlyMemory<byte> json, CancellationToken cancellationToken) =>
        OrNullAsync(AskBytesAsync(path, json, cancellationToken));

    private Task<byte[]> AskBytesAsync(string path, ReadOnlyMemory<byte> json, CancellationToken cancellationToken) => RepeatAsync(
        Retries,
        token => OnceAsync(
            () =>
            {
                var request = Request(HttpMethod.Post, path);
                request.Content = Body(json);
                return request;
            },
            ReadWholeAsync,
            token),
        cancellationToken);
}
