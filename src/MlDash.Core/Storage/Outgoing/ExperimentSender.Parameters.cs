using System.Collections.Specialized;
using MlDash.Json;
using MlDash.Protocol;
using MlDash.Storage.Local;
namespace MlDash.Storage.Outgoing;

/// <content>Parameters: together where they fit into a request, otherwise in parts.</content>
internal sealed partial class ExperimentSender
{
    /// <summary>Prefix of the journal's name for one parameter that the server refuses.</summary>
    private const string ParameterPrefix = SendJournal.ParametersNote + ":";

    /// <summary>Merges the parameters into those the server has, when they have changed. One that fits into no request holds back no other.</summary>
    public async Task SendParametersAsync(CancellationToken cancellationToken)
    {
        await EnsureMadeAsync(cancellationToken).ConfigureAwait(false);
        if (Parameters() is not { } all)
            return;
        using var held = await FileLock.TakeAsync(Journal.LockPath, cancellationToken).ConfigureAwait(false);
        Journal.Refresh();
        var keys = all.Keys.Cast<string>().Where(key => !IsRefused(ParameterPrefix + key, FingerprintOf(all, key))).ToList();
        var fingerprint = Fingerprint(BodyOf(all, keys));
        if (keys.Count == 0 || Journal.Sent(SendJournal.ParametersNote) as string == fingerprint || IsRefused(SendJournal.ParametersNote, fingerprint))
            return;
        var taken = new List<string>();
        try
        {
            await SendPartAsync(all, keys, taken, cancellationToken).ConfigureAwait(false);
        }
        catch (MlDashException fault) when (Refusals.IsForGood(fault))
        {
            NoteRefused(SendJournal.ParametersNote, fingerprint, "the parameters", fault);
            return;
        }

        // What the server has of them, and no more: what it refused still counts as something that is only here.
        Journal.NoteSent(SendJournal.ParametersNote, Fingerprint(BodyOf(all, taken)));
        NoteTaken(SendJournal.ParametersNote);
        foreach (var (noted, _) in Journal.SentBelow(RefusedPrefix + ParameterPrefix))
        {
            var key = noted[(RefusedPrefix + ParameterPrefix).Length..];
            if (taken.Contains(key) || !all.Contains(key))
                NoteTaken(ParameterPrefix + key);
        }

        Count(counts => new TransferCounts(counts) { Parameters = taken.Count });
    }

    /// <summary>Sends parameters in one request; where that is too large, in two halves, down to the one parameter that has to stay here.</summary>
    private async Task SendPartAsync(OrderedDictionary all, List<string> keys, List<string> taken, CancellationToken cancellationToken)
    {
        try
        {
            await _server.SendAsync(
                HttpMethod.Post, $"{Data}/parameters", BodyOf(all, keys), Guid.NewGuid().ToString(), _server.Retries, cancellationToken).ConfigureAwait(false);
            taken.AddRange(keys);
            return;
        }
        catch (MlDashException fault) when (Refusals.IsTooLarge(fault))
        {
            if (keys is [var key])
            {
                NoteRefused(ParameterPrefix + key, FingerprintOf(all, key), $"the parameter '{key}'", fault);
                return;
            }
        }

        var half = keys.Count / 2;
        await SendPartAsync(all, keys[..half], taken, cancellationToken).ConfigureAwait(false);
        await SendPartAsync(all, keys[half..], taken, cancellationToken).ConfigureAwait(false);
    }

    private OrderedDictionary? Parameters()
    {
        var document = SmallDocument.Read(_layout.Parameters);
        return (document?.Map(WireMembers.Data) ?? document) is { Count: > 0 } data ? data : null;
    }

    private static string FingerprintOf(OrderedDictionary parameters, string key) => Fingerprint(BodyOf(parameters, [key]));

    private static byte[] BodyOf(OrderedDictionary parameters, IEnumerable<string> keys)
    {
        var part = Json.JsonValues.NewMap();
        foreach (var key in keys)
            part[key] = parameters[key];
        return BodyOf(part);
    }

    private static byte[] BodyOf(OrderedDictionary parameters) => JsonText.Write(new OrderedDictionary { [WireMembers.Data] = parameters });
}
