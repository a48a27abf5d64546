BeforeDiscovery {
    # What the cmdlets return, by the ways it can be shown.
    $returned = @(
        @{ What = 'an experiment'; Get = { $experiment } }
        @{ What = 'a run'; Get = { $experiment.Runs } }
        @{ What = 'a project'; Get = { Get-MlDashProject -Root $root } }
        @{ What = 'log entries'; Get = { $experiment | Get-MlDashLog } }
        @{ What = 'parameters'; Get = { $experiment | Get-MlDashParam } }
        @{ What = 'nested parameters'; Get = { $experiment | Get-MlDashParam -Nested } }
        @{ What = 'a group of them'; Get = { ($experiment | Get-MlDashParam -Nested).map } }
        @{ What = 'metrics'; Get = { $experiment | Get-MlDashMetric } }
        @{ What = 'points'; Get = { $experiment | Get-MlDashMetric -Points } }
        @{ What = 'tracks'; Get = { $experiment | Get-MlDashTrack } }
        @{ What = 'entries of a track'; Get = { $experiment | Get-MlDashTrack pose } }
        @{ What = 'files'; Get = { $experiment | Get-MlDashFile } }
        @{ What = 'a comparison by experiment'; Get = { Get-MlDashExperiment -Root $root | Compare-MlDashExperiment -All -Metric train } }
        @{ What = 'a comparison by parameter'; Get = { Get-MlDashExperiment -Root $root | Compare-MlDashExperiment -All -Transpose } }
        @{ What = 'a summary'; Get = { Get-MlDashMetricSummary -Experiment $open } }
        @{ What = 'settings'; Get = { $env:ML_DASH_PROJECT = $evil; Get-MlDashConfig } }
    )
}

BeforeAll {
    Import-Module MlDash -Force
    $evil = "~`e]0;owned`a`e[31m$([char] 0x9B)"
    $root = "$TestDrive/root"
    $project = $env:ML_DASH_PROJECT
    $experiment = Start-MlDashExperiment run -Project vision -Root $root -Description $evil -Tag $evil -Bindr $evil -Metadata @{ $evil = $evil }
    Set-MlDashParam @{ text = $evil; $evil = 1; list = 1, $evil; map = @{ inner = $evil; $evil = @{ deep = $evil } } }
    Write-MlDashLog $evil -Metadata @{ $evil = $evil }
    Add-MlDashMetric train @{ note = $evil; $evil = 1; map = @{ $evil = $evil; list = 1, $evil } } -Description $evil -Tag $evil
    Add-MlDashMetric train @{ note = "$evil 2"; $evil = 2; map = @{ $evil = $evil } }
    Add-MlDashTrack pose @{ note = $evil; $evil = 1 } -Timestamp 1 -Description $evil -Tag $evil
    'x' | Save-MlDashFile -AsText -Name x.txt -Description $evil -Tag $evil -Metadata @{ $evil = $evil }
    Complete-MlDashExperiment -ErrorRecord ([Management.Automation.ErrorRecord]::new([Exception]::new($evil), $evil, 'NotSpecified', $evil))
    Invoke-MlDashExperiment second -Project vision -Root $root { Set-MlDashParam @{ text = 'plain'; $evil = 2 } }
    # As another tool may have named them.
    $folder = (Get-MlDashExperiment run -Root $root).Folder
    if (-not $IsWindows) {
        Copy-Item -LiteralPath "$folder/metrics/train" "$folder/metrics/$evil" -Recurse -Force
        Copy-Item -LiteralPath "$folder/tracks/pose" "$folder/tracks/$evil" -Recurse -Force
        Copy-Item -LiteralPath (Get-MlDashExperiment second -Root $root).Folder "$root/$evil" -Recurse -Force
    }
    $experiment = Get-MlDashExperiment run -Root $root
    $open = Start-MlDashExperiment summary -Root $root
    Add-MlDashMetric kept @{ $evil = 1 } -Buffer
    $rendering = $PSStyle.OutputRendering
    # As at a terminal; plain text would take the sequences out.
    $PSStyle.OutputRendering = 'Ansi'

    function Assert-Tame([string] $Text) {
        # The colours of the engine and the module are no others than these.
        $rest = $Text -replace "`e\[[0-9;]*m"
        $rest -replace '[^\p{Cc}]' -replace '[\r\n]' | Should -BeExactly ''
        $Text | Should -Not -Match "~`e"
    }
}

AfterAll {
    $PSStyle.OutputRendering = $rendering
    Complete-MlDashExperiment -Experiment $open
}

Describe 'What data hold for a terminal' {
    It 'does not reach it from <What>' -ForEach $returned {
        $objects = try { & $Get } finally { $env:ML_DASH_PROJECT = $project }
        $objects | Should -Not -BeNullOrEmpty
        Assert-Tame ($objects | Out-String -Width 400)
        Assert-Tame ($objects | Format-List | Out-String -Width 400)
        Assert-Tame ($objects | Format-Table | Out-String -Width 400)
    }

    It 'does not reach it from warnings and errors that quote it' {
        # A bracket would make it a pattern, which finds nothing without an error.
        $evil = $evil.Replace('[', '')
        $shown = & {
            Get-MlDashExperiment "no$evil" -Root $root -ErrorAction Continue
            Get-MlDashParam "no$evil" -Experiment $experiment -ErrorAction Continue
            Get-MlDashMetric "no$evil" -Experiment $experiment -ErrorAction Continue
            Get-MlDashMetric "no$evil" -Points -Experiment $experiment -ErrorAction Continue
            Get-MlDashFile "no$evil" -Experiment $experiment -ErrorAction Continue
            Get-MlDashTrack "no$evil" -Experiment $experiment -ErrorAction Continue
            Save-MlDashFile "no$evil" -Experiment $open -ErrorAction Continue
            Set-MlDashParam "case$evil" 1 -Experiment $open
            Set-MlDashParam "CASE$evil" 1 -Experiment $open
        } 2>&1 3>&1 | ForEach-Object { "$_`n$($_.ErrorDetails)`n$($_.CategoryInfo)" }
        $shown.Count | Should -BeGreaterThan 5
        -join $shown | Should -Not -Match "`e\]|`a|$([char] 0x9B)"
    }

    It 'stays in the objects as it was recorded' {
        ($experiment | Get-MlDashParam text).Value | Should -BeExactly $evil
        ($experiment | Get-MlDashParam -Nested).map.inner | Should -BeExactly $evil
        ($experiment | Get-MlDashMetric train -Points)[0].note | Should -BeExactly $evil
        $null = Start-MlDashExperiment again -Root $root
        $experiment | Get-MlDashParam -Nested | Set-MlDashParam
        (Get-MlDashParam -Experiment again).Name | Sort-Object | Should -Be (($experiment | Get-MlDashParam).Name | Sort-Object)
        Complete-MlDashExperiment
    }
}

Describe 'The views of the module' {
    It 'shows no text as it is' {
        [xml] $format = Get-Content (Join-Path (Get-Module MlDash).ModuleBase 'MlDash.Format.ps1xml') -Raw
        $assemblies = [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -like 'MlDash.*' }
        $raw = foreach ($view in $format.SelectNodes('//View')) {
            $type = $view.SelectSingleNode('ViewSelectedBy/TypeName').InnerText
            foreach ($name in $view.SelectNodes('.//PropertyName').InnerText) {
                $property = ($assemblies | ForEach-Object { $_.GetType($type) } | Select-Object -First 1)?.GetProperty($name)
                if ($null -eq $property -or $property.PropertyType -in [string], [object]) { "$($view.Name): $name" }
            }
        }
        $raw | Should -BeNullOrEmpty
    }

    It 'has a list of everything that a cmdlet returns' {
        [xml] $format = Get-Content (Join-Path (Get-Module MlDash).ModuleBase 'MlDash.Format.ps1xml') -Raw
        $lists = $format.SelectNodes('//View[ListControl]/ViewSelectedBy/TypeName').InnerText
        $types = (Get-Command -Module MlDash -CommandType Cmdlet).OutputType.Name | Where-Object { $_ -like 'MlDash.*' } | Sort-Object -Unique
        $types | Should -Not -BeNullOrEmpty
        $types | Where-Object { $_ -notin $lists } | Should -BeNullOrEmpty
    }
}
