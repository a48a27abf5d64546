BeforeAll {
    Import-Module MlDash -Force
    $null = Start-MlDashExperiment content -Root $TestDrive
    "one`ntwo" | Save-MlDashFile -Name lines.txt -AsText
    Save-MlDashFile -InputObject ([Text.Encoding]::GetEncoding('iso-8859-1').GetBytes('grün')) -Name latin.txt -AsBytes
    Complete-MlDashExperiment
    $stored = Get-MlDashExperiment content -Root $TestDrive
}

Describe 'Get-MlDashFileContent' {
    It 'reads lines' { $stored | Get-MlDashFileContent lines.txt | Should -Be @('one', 'two') }
    It 'reads one text' { $stored | Get-MlDashFileContent lines.txt -Raw | Should -BeExactly "one`ntwo" }
    It 'reads bytes one by one, or as one array' {
        ($stored | Get-MlDashFileContent lines.txt -AsByteStream | Select-Object -First 2) | Should -Be 111, 110
        $stored | Get-MlDashFileContent lines.txt -AsByteStream | Should -HaveCount 7
        $whole = $stored | Get-MlDashFileContent lines.txt -AsByteStream -Raw
        , $whole | Should -BeOfType ([byte[]])
        $whole.Length | Should -Be 7
    }
    It 'reads another encoding' { $stored | Get-MlDashFileContent latin.txt -Encoding iso-8859-1 | Should -BeExactly 'grün' }
    It 'refuses an unknown encoding' { { $stored | Get-MlDashFileContent lines.txt -Encoding klingon -ErrorAction Stop } | Should -Throw -ErrorId 'UnknownEncoding,*' }
}
