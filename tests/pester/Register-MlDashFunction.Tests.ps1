BeforeAll { Import-Module MlDash -Force }

Describe 'Register-MlDashFunction' {
    It 'runs every call of a simple function in an experiment of its own' {
        function Invoke-Simple($Number, $Other = 5) { "$Number $Other $args $Experiment" }
        Register-MlDashFunction Invoke-Simple -Prefix 'simple/{EXP.id}' -Root $TestDrive -Tags t
        Invoke-Simple 1 | Should -BeLike '1 5  simple/*'
        Invoke-Simple -Other 7 -Number 2 extra | Should -BeLike '2 7 extra simple/*'
        $stored = Get-MlDashExperiment 'simple/*' -Root $TestDrive
        $stored | Should -HaveCount 2
        $stored[0].Status | Should -Be 'Completed'
        $stored[0].Tags | Should -Be 't'
    }

    It 'keeps parameters, pipeline input and output of an advanced function' {
        function Invoke-Advanced {
            [CmdletBinding()]
            param([Parameter(ValueFromPipeline)] [int] $Number, [ValidateSet('x', 'y')] [string] $Kind = 'x')
            begin { "begin $Kind" }
            process { "item $Number in $Experiment" }
            end { 'end' }
        }
        Register-MlDashFunction Invoke-Advanced -Prefix 'advanced/one' -Root $TestDrive
        1..2 | Invoke-Advanced -Kind y | Should -Be @('begin y', 'item 1 in advanced/one', 'item 2 in advanced/one', 'end')
        Invoke-Advanced -Number 5 | Should -Be @('begin x', 'item 5 in advanced/one', 'end')
        { Invoke-Advanced -Kind z } | Should -Throw
    }

    It 'gives the experiment to a parameter of that name' {
        function Invoke-Taking($Experiment) { $Experiment.Prefix }
        Register-MlDashFunction Invoke-Taking -Prefix taking -Root $TestDrive
        Invoke-Taking | Should -Be 'taking'
        Invoke-Taking -Experiment @{ Prefix = 'mine' } | Should -Be 'mine'
    }

    It 'notes an error and lets it go on' {
        function Invoke-Failing { throw [ArgumentException]::new('no data') }
        Register-MlDashFunction Invoke-Failing -Prefix failing -Root $TestDrive
        { Invoke-Failing } | Should -Throw -ExceptionType ([ArgumentException]) -ExpectedMessage 'no data'
        $stored = Get-MlDashExperiment failing -Root $TestDrive
        $stored.Status | Should -Be 'Failed'
        $stored.Error | Should -BeExactly 'no data'
    }

    It 'refuses a function that is not there, or twice' {
        { Register-MlDashFunction Invoke-Nothing -ErrorAction Stop } | Should -Throw -ErrorId 'FunctionNotFound,*'
        function Invoke-Twice { }
        Register-MlDashFunction Invoke-Twice -Root $TestDrive
        { Register-MlDashFunction Invoke-Twice -ErrorAction Stop } | Should -Throw -ErrorId 'FunctionRegistered,*'
    }
}
