using System.Globalization;
using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Cmdlets.Sessions;
using MlDash.Experiments;
using MlDash.Identity;

namespace MlDash.Cmdlets.Commands;

/// <summary>Changes a setting of the user, for this and later sessions. A parameter and an environment variable take precedence.</summary>
[Cmdlet(VerbsCommon.Set, "MlDashConfig", SupportsShouldProcess = true)]
[OutputType(typeof(SettingValue))]
public sealed class SetMlDashConfigCommand : MlDashCommand
{
    /// <summary>Name of the setting.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SettingCompleter))]
    public string Name { get; set; } = null!;

    /// <summary>The value; <c>$null</c> removes the setting from the configuration file.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    public object? Value { get; set; }

    /// <summary>Returns the setting as it is in force then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc />
    protected override void Process()
    {
        try
        {
            Change(Setting.Named(Name));
        }
        catch (MlDashException fault)
        {
            Report(fault);
        }
    }

    private void Change(Setting setting)
    {
        var value = Value is PSObject wrapped ? wrapped.BaseObject : Value;
        var text = value is null ? null : Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;
        if (text is not null)
            text = Checked(setting, text);
        if (ShouldProcess(setting.Name, text is null ? "Remove from the configuration file" : $"Set to {text}"))
        {
            UserSettings.Keep(setting, text);
            if (setting.InEnvironment() is not null)
                WriteWarning($"The environment variable {setting.Variable} is set, and is used instead.");
        }

        if (PassThru)
            WriteObject(new UserSettings().Describe(setting));
    }

    /// <summary>A value is refused now, by the rules of the command that would use it, and not when it is first needed.</summary>
    private string Checked(Setting setting, string text)
    {
        UserSettings.Check(setting, text);
        if (setting == Setting.Project || setting == Setting.Prefix)
        {
            text = PathText.Of(text);
            PrefixTemplate.Check(text, DateTime.Now);
        }

        if (setting == Setting.Root)
            FileSystemPath(text);
        if (setting != Setting.Remote && setting != Setting.AuthServer)
            return text;
        var address = Servers.WithoutSecret(Servers.Address(text));
        TransportSafety.Require(address);
        return address.AbsoluteUri.TrimEnd('/');
    }
}
