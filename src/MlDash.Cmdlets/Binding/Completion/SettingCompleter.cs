using MlDash.Identity;

namespace MlDash.Cmdlets.Binding;

/// <summary>Completes names of settings.</summary>
public sealed class SettingCompleter : NameCompleter
{
    private protected override IEnumerable<CompletedName> Find(CompletionRequest request, CompletedWord word) =>
        Setting.All.Select(setting => new CompletedName(setting.Name, () => setting.Description));
}
