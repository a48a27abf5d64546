using System.Security.Cryptography;
using MlDash.Protocol;
using MlDash.Server.Documents;

namespace MlDash.Server.Identity;

/// <summary>Device logins: the device shows a code, a logged-in person approves it elsewhere, the device's secret collects the token.</summary>
internal sealed class DeviceLogins(StoreCollections stores, TimeProvider clock)
{
    /// <summary>How long a code lives.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    // No vowels and nothing that looks alike: no words, no misreading.
    private const string Alphabet = "BCDFGHJKLMNPQRSTVWXZ";
    private static readonly TimeSpan _shortestPoll = TimeSpan.FromMilliseconds(500);

    /// <summary>Starts, or starts again, the login of one device.</summary>
    public async Task<DeviceLoginDocument> StartAsync(string secretHash, string clientId, string scope, CancellationToken cancellationToken)
    {
        while (true)
        {
            var code = RandomNumberGenerator.GetString(Alphabet, 8);
            var login = new DeviceLoginDocument(secretHash, $"{code[..4]}-{code[4..]}", clientId, scope,
                IsoTime.Format(clock.GetUtcNow() + Life), Username: null, Denied: false, PolledAt: null);
            await stores.DeviceLogins.DeleteAsync(secretHash, cancellationToken);
            if (await stores.DeviceLogins.InsertAsync(login, cancellationToken))
                return login;
        }
    }

    /// <summary>Where a login stands; the error names are those of RFC 8628.</summary>
    public async Task<(DeviceLoginDocument? Login, string? Error)> PollAsync(string secretHash, CancellationToken cancellationToken)
    {
        if (await stores.DeviceLogins.GetAsync(secretHash, cancellationToken) is not { } login || login.Denied)
            return (null, DeviceErrors.Denied);
        if (HasExpired(login) || login.Collected)
            return (null, DeviceErrors.Expired);
        if (login.Username is not null)
            return await CollectAsync(login, cancellationToken);
        var now = clock.GetUtcNow();
        await stores.DeviceLogins.ChangeAsync(secretHash, l => l with { PolledAt = IsoTime.Format(now) }, cancellationToken);
        var tooSoon = IsoTime.TryParse(login.PolledAt, out var before) && now - before < _shortestPoll;
        return (null, tooSoon ? DeviceErrors.SlowDown : DeviceErrors.Pending);
    }

    /// <summary>The live login that shows this code, or null. Case, spaces and '-' do not matter.</summary>
    public async Task<DeviceLoginDocument?> FindAsync(string userCode, CancellationToken cancellationToken)
    {
        var letters = string.Concat(userCode.Where(char.IsAsciiLetter)).ToUpperInvariant();
        if (letters.Length != 8)
            return null;
        var login = await stores.DeviceLogins.GetByUniqueAsync($"{letters[..4]}-{letters[4..]}", cancellationToken);
        return login is not null && !HasExpired(login) && login.Username is null && !login.Denied ? login : null;
    }

    /// <summary>Approves or refuses; false when the code is not, or no longer, waiting.</summary>
    /// <param name="userCode">The code that the device shows.</param>
    /// <param name="approvedBy">Who lets the device in; null refuses it.</param>
    /// <param name="origin">What the device's token inherits from the one that approves.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<bool> CompleteAsync(string userCode, string? approvedBy, TokenOrigin origin, CancellationToken cancellationToken)
    {
        if (await FindAsync(userCode, cancellationToken) is not { } login)
            return false;
        var changed = await stores.DeviceLogins.ChangeAsync(login.SecretHash,
            l => l.Username is null && !l.Denied && l.UserCode == login.UserCode ? Approved(l) : null, cancellationToken);
        return changed is not null;

        DeviceLoginDocument Approved(DeviceLoginDocument waiting) => waiting with
        {
            Username = approvedBy,
            Denied = approvedBy is null,
            EndsAt = origin.EndsAt is { } end ? IsoTime.Format(end) : null,
            Parents = origin.Parents,
            Allowed = origin.Scope,
        };
    }

    // Once, of any number of polls: a second one with the same secret gets the answer of an expired login.
    private async Task<(DeviceLoginDocument? Login, string? Error)> CollectAsync(DeviceLoginDocument approved, CancellationToken cancellationToken)
    {
        var collected = await stores.DeviceLogins.ChangeAsync(approved.SecretHash,
            l => l.UserCode == approved.UserCode && !l.Collected ? l with { Collected = true } : null, cancellationToken);
        return collected is null ? (null, DeviceErrors.Expired) : (collected, null);
    }

    private bool HasExpired(DeviceLoginDocument login) => string.CompareOrdinal(IsoTime.Format(clock.GetUtcNow()), login.ExpiresAt) >= 0;
}
