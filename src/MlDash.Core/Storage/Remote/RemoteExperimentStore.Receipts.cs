using System.Text.Json;
using MlDash.Client;
using MlDash.Protocol;

namespace MlDash.Storage.Remote;

/// <content>Receipts.</content>
public sealed partial class RemoteExperimentStore
{
    /// <inheritdoc />
    public async Task<ExperimentReceipt> ReadReceiptAsync(ExperimentPath path, CancellationToken cancellationToken)
    {
        var request = Routes.Receipt(await ExperimentIdAsync(path, cancellationToken).ConfigureAwait(false));
        if (await _server.TryOpenAsync(request, cancellationToken).ConfigureAwait(false) is not { } answer)
            return await new ReceiptReading(this, path).ReadAsync(cancellationToken).ConfigureAwait(false);
        var parts = new List<ReceiptPart>();
        ReceiptLineWire? end = null;
        await using (answer.ConfigureAwait(false))
        {
            await foreach (var text in AnswerLines.ReadAsync(answer, _server.Address, _server.Options.LargestAnswer, cancellationToken).ConfigureAwait(false))
            {
                var line = Understood(() => JsonSerializer.Deserialize(text, ProtocolJson.Default.ReceiptLineWire));
                if (line is { Kind: ReceiptLineWire.End })
                    end = line;
                else
                    parts.Add(PartOf(line));
            }
        }

        var receipt = new ExperimentReceipt(path.Value, parts);
        return end?.Digest == receipt.Digest
            ? receipt
            : throw ServerFaults.NotUnderstood(_server.Address, "the receipt", "all its parts and their digest", end is null ? "no end" : "another digest");
    }

    private ReceiptPart PartOf(ReceiptLineWire? line) =>
        line is { Name: not null, Digest: not null } && Enum.TryParse<ReceiptPartKind>(line.Kind, out var kind)
            ? new(kind, line.Name, line.Records, line.Digest)
            : throw ServerFaults.NotUnderstood(_server.Address, "the receipt", "kinds, names and digests", "something else");
}
