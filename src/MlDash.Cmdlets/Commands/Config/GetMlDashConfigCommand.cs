using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Identity;
using MlDash.Text;

namespace MlDash.Cmdlets.Commands;

/// <summary>Lists the settings that commands use when a parameter is not given: their values, and where these come from.</summary>
[Cmdlet(VerbsCommon.Get, "MlDashConfig")]
[OutputType(typeof(SettingValue))]
public sealed class GetMlDashConfigCommand : MlDashCommand
{
    /// <summary>Name of the setting; wildcards are allowed. Default: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SettingCompleter))]
    [NotNull]
    public string[] Name { get; set; } = [];

    /// <inheritdoc />
    protected override void Process()
    {
        var settings = new UserSettings();
        foreach (var setting in Asked())
        {
            try
            {
                WriteObject(settings.Describe(setting));
            }
            catch (ConfigurationException fault)
            {
                // One that is wrong hides no other.
                Report(fault);
            }
        }
    }

    private IEnumerable<Setting> Asked()
    {
        if (Name.Length == 0)
            return Setting.All;
        var patterns = Array.ConvertAll(Name, Wildcard.ForName);
        foreach (var name in Name.Where(name => !Wildcard.IsPattern(name)))
        {
            if (!Setting.All.Any(setting => setting.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
                Report(Setting.NotFound(name));
        }

        return Setting.All.Where(setting => patterns.Any(pattern => pattern.IsMatch(setting.Name)));
    }
}
