# The environment variables of settings, which tests change and give back. Dot-source it in BeforeAll.
$settingVariables = 'ML_DASH_ROOT', 'ML_DASH_PROJECT', 'ML_DASH_PREFIX', 'ML_DASH_API_URL', 'ML_DASH_MAX_RETRIES', 'ML_DASH_BUFFER_ENABLED'

# Their values by name; null for one that is not set.
function Get-SettingVariable {
    $values = @{}
    foreach ($name in $settingVariables) { $values[$name] = [Environment]::GetEnvironmentVariable($name) }
    $values
}

function Set-SettingVariable([hashtable] $Values) {
    foreach ($name in $Values.Keys) { [Environment]::SetEnvironmentVariable($name, $Values[$name]) }
}

function Clear-SettingVariable {
    foreach ($name in $settingVariables) { [Environment]::SetEnvironmentVariable($name, $null) }
}
