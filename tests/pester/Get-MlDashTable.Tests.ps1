BeforeAll { Import-Module MlDash -Force }

Describe 'Get-MlDashTable' {
    BeforeAll {
        $experiment = Start-MlDashExperiment "table/$([guid]::NewGuid())" -Root $TestDrive
        0..120000 | ForEach-Object { [pscustomobject]@{ i = $_; name = "row $_" } } | Save-MlDashTable long
    }
    AfterAll { $experiment | Complete-MlDashExperiment }

    It 'reads all rows in their order, over groups of rows' {
        $at = 0
        Get-MlDashTable long | ForEach-Object { if ($_.i -ne $at++) { throw "$($_.i) at $at" } }
        $at | Should -Be 120001
    }

    It 'reads the rows that are asked for' {
        $rows = Get-MlDashTable long -Skip 49999 -First 3
        $rows.i | Should -Be @(49999, 50000, 50001)
        Get-MlDashTable long -Skip 120001 | Should -BeNullOrEmpty
        Get-MlDashTable long -First 0 | Should -BeNullOrEmpty
    }

    It 'reads the columns that are asked for' {
        $row = Get-MlDashTable long -Property I -First 1
        $row.PSObject.Properties.Name | Should -Be 'i'
    }

    It 'reads the rows that a filter chooses, and counts and skips these alone' {
        (Get-MlDashTable long -Filter "i >= 49999 and name ~ '*0'" -First 2).i | Should -Be @(50000, 50010)
        (Get-MlDashTable long -Filter "i >= 49999 and name ~ '*0'" -Skip 2 -First 1).i | Should -Be 50020
        (Get-MlDashTable long -Filter "'row 120000'" -Property i).i | Should -Be 120000
        (Get-MlDashTable long -Filter 'i > 5' -Property name -First 1).PSObject.Properties.Name | Should -Be 'name'
        Get-MlDashTable long -Filter 'i < 0' | Should -BeNullOrEmpty
    }

    It 'says where a filter is wrong, and which columns there are' {
        $fault = { Get-MlDashTable long -Filter 'i > 1 and loss > 2' -ErrorAction Stop } | Should -Throw -ErrorId 'IllegalFilter,*' -PassThru
        $fault.Exception.Message | Should -Match "character 11: 'loss' is no column"
        $fault.ErrorDetails.RecommendedAction | Should -BeLike '*i, name*'
    }

    It 'says which table is not there' {
        { Get-MlDashTable none } | Should -Throw -ErrorId 'TableNotFound,*'
        { Get-MlDashTable long -Step 1 } | Should -Throw -ErrorId 'TableNotFound,*'
    }

    It 'says when the file is not a table' {
        'no table' | Save-MlDashFile -Name tables/broken.parquet -AsText
        { Get-MlDashTable broken -ErrorAction Stop } | Should -Throw -ErrorId 'TableUnreadable,*'
    }
}
