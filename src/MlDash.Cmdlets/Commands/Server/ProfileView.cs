using System.Collections.Specialized;
using System.Management.Automation;
using MlDash.Identity;

namespace MlDash.Cmdlets.Commands;

/// <summary>A login as users see it; never its token.</summary>
internal static class ProfileView
{
    /// <summary>A login as the server sees it.</summary>
    public static PSObject Of(Uri server, OrderedDictionary user, string? token) =>
        Of(server, user["username"] as string, user["email"] as string, user["name"] as string, user["id"] as string, token is null ? null : TokenClaims.Read(token)?.ExpiresAt);

    /// <summary>A login as its token has it.</summary>
    public static PSObject Of(Uri server, TokenClaims? claims) => Of(server, claims?.UserName, claims?.Email, claims?.Name, claims?.UserId, claims?.ExpiresAt);

    private static PSObject Of(Uri server, string? userName, string? email, string? name, string? id, DateTimeOffset? expiresAt)
    {
        var view = new PSObject();
        view.TypeNames.Insert(0, "MlDash.Profile");
        view.Properties.Add(new PSNoteProperty("UserName", userName));
        view.Properties.Add(new PSNoteProperty("Server", server.AbsoluteUri));
        view.Properties.Add(new PSNoteProperty("Name", name));
        view.Properties.Add(new PSNoteProperty("Email", email));
        view.Properties.Add(new PSNoteProperty("Id", id));
        view.Properties.Add(new PSNoteProperty("ExpiresAt", expiresAt));
        return view;
    }
}
