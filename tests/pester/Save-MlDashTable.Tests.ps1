BeforeAll { Import-Module MlDash -Force }

Describe 'Save-MlDashTable' {
    BeforeEach { $experiment = Start-MlDashExperiment "table/$([guid]::NewGuid())" -Root $TestDrive }
    AfterEach { $experiment | Complete-MlDashExperiment }

    It 'gives back the types that were saved, and null where a row had nothing' {
        $at = [datetime]::new(2026, 1, 31, 12, 34, 56, 789, [DateTimeKind]::Utc)
        @(
            [pscustomobject]@{ n = 1; x = 0.5; label = 'cat'; ok = $true; at = $at; cost = 1.25d; list = 1, 2 }
            [pscustomobject]@{ n = [long]::MaxValue; x = 2; label = $null; ok = $false; at = $null; cost = 10d; list = @{ a = 'b' } }
        ) | Save-MlDashTable predictions
        $rows = Get-MlDashTable predictions
        $rows | Should -HaveCount 2
        $rows[0].n | Should -BeOfType [long]
        $rows[1].n | Should -Be ([long]::MaxValue)
        $rows[1].x | Should -Be 2.0
        $rows[1].x | Should -BeOfType [double]
        $rows[0].label | Should -Be 'cat'
        $rows[1].label | Should -BeNullOrEmpty
        $rows[0].ok | Should -BeTrue
        $rows[0].at.ToUniversalTime() | Should -Be $at
        $rows[1].at | Should -BeNullOrEmpty
        $rows[0].cost | Should -BeOfType [decimal]
        $rows[0].cost | Should -Be 1.25d
        $rows[0].list | Should -Be '[1,2]'
        $rows[1].list | Should -Be '{"a":"b"}'
    }

    It 'widens a column when a later row needs it' {
        1, 2.5 | ForEach-Object { @{ v = $_ } } | Save-MlDashTable wider
        (Get-MlDashTable wider).v | Should -Be @(1.0, 2.5)
        1, 'two' | ForEach-Object { @{ v = $_ } } | Save-MlDashTable mixed
        (Get-MlDashTable mixed).v | Should -Be @('1', '"two"')
    }

    It 'keeps columns apart whose names differ in case only' {
        $row = [System.Collections.Hashtable]::new()
        $row['loss'] = 1
        $row['Loss'] = 2
        Save-MlDashTable t $row
        $saved = Get-MlDashTable t
        @($saved.PSObject.Properties.Value | Sort-Object) | Should -Be @(1, 2)
    }

    It 'takes the rows of a DataTable' {
        $table = [System.Data.DataTable]::new()
        [void] $table.Columns.Add('id', [int])
        [void] $table.Columns.Add('name', [string])
        [void] $table.Rows.Add(1, 'one')
        [void] $table.Rows.Add(2, [DBNull]::Value)
        Save-MlDashTable data -InputObject $table
        $rows = Get-MlDashTable data
        $rows.id | Should -Be @(1, 2)
        $rows[1].name | Should -BeNullOrEmpty
    }

    It 'keeps tables of several steps, and says in the metadata what they are' {
        foreach ($step in 0, 10) { @{ step = $step } | Save-MlDashTable t -Step $step }
        (Get-MlDashTable t -Step 10).step | Should -Be 10
        $file = Get-MlDashFile tables/t/00000010.parquet
        $file.Metadata.kind | Should -Be 'table'
        $file.Metadata.rows | Should -Be 1
        $file.Metadata.columns[0].name | Should -Be 'step'
        $file.Metadata.columns[0].type | Should -Be 'long'
    }

    It 'replaces a table of the same name' {
        @{ a = 1 } | Save-MlDashTable t
        $entry = @{ a = 2 } | Save-MlDashTable t -PassThru
        $entry.Path | Should -Be 'tables/t.parquet'
        (Get-MlDashTable t).a | Should -Be 2
        Get-MlDashFile tables/* | Should -HaveCount 1
    }

    It 'reports what is not a row, and saves the others' {
        @{ a = 1 }, 5, @{ a = 2 } | Save-MlDashTable t -ErrorVariable faults -ErrorAction SilentlyContinue
        $faults[0].FullyQualifiedErrorId | Should -BeLike 'NotARow,*'
        (Get-MlDashTable t).a | Should -Be @(1, 2)
    }

    It 'saves nothing with -WhatIf' {
        @{ a = 1 } | Save-MlDashTable t -WhatIf
        Get-MlDashFile | Should -BeNullOrEmpty
    }
}
