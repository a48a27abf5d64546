using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MlDash.Dashboard.Questions;

namespace MlDash.Dashboard.Routing;

/// <summary>What the page changes, by its name.</summary>
internal static class ChangeTable
{
    private static readonly Dictionary<string, Make> _changes = new(StringComparer.Ordinal)
    {
        ["update"] = async (source, body, stop) => DashboardAnswer.Of(
            await Read(body, DashboardJson.Default.UpdateWrite).MakeAsync(source, stop).ConfigureAwait(false), DashboardJson.Default.RunDetailAnswer),
        ["write"] = async (source, body, stop) => DashboardAnswer.Of(
            await Read(body, DashboardJson.Default.TextWrite).WriteAsync(source, stop).ConfigureAwait(false), DashboardJson.Default.WriteAnswer),
    };

    /// <summary>Makes a change.</summary>
    public delegate Task<DashboardAnswer> Make(DashboardSource source, byte[] body, CancellationToken cancellationToken);

    /// <summary>The change of a name; null when there is none.</summary>
    public static Make? Find(string name) => _changes.GetValueOrDefault(name);

    /// <summary>Why a host takes no change of a request; null when it does.</summary>
    public static DashboardAnswer? Refusal(DashboardHost host, DashboardRequest request)
    {
        if (!host.IsWritable)
        {
            var right = Missing.Right();
            return DashboardAnswer.Refused(403, right.Message, right.RecommendedAction, right.ErrorId);
        }

        return host.Csrf is not { } wanted || IsSame(request.Csrf ?? string.Empty, wanted) ? null
            : DashboardAnswer.Refused(403, "The change does not come from this page.", "Reload the page.", "CsrfMismatch");
    }

    /// <summary>The body of a request; null when it is larger than a change may be.</summary>
    public static async Task<byte[]?> BodyAsync(DashboardRequest request, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        var block = new byte[64 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(block, cancellationToken).ConfigureAwait(false)) > 0)
        {
            if (bytes.Length + read > QuestionLimits.Body)
                return null;
            bytes.Write(block, 0, read);
        }

        return bytes.ToArray();
    }

    private static bool IsSame(string given, string wanted) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(wanted));

    private static T Read<T>(byte[] body, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(body, type) ?? throw new JsonException("It is null.");
        }
        catch (JsonException fault)
        {
            throw new ConfigurationException("IllegalBody", $"The change is not JSON as it should be: {fault.Message}", "Reload the page.", fault);
        }
    }
}
