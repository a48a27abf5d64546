BeforeAll { Import-Module MlDash -Force }

Describe 'Unregister-MlDashFunction' {
    It 'makes a function what it was' {
        function Invoke-Once { "$Experiment" }
        $before = (Get-Command Invoke-Once).Definition
        Register-MlDashFunction Invoke-Once -Prefix once -Root $TestDrive
        Invoke-Once | Should -Be 'once'
        Unregister-MlDashFunction Invoke-Once
        Invoke-Once | Should -Be ''
        (Get-Command Invoke-Once).Definition | Should -BeExactly $before
    }

    It 'refuses one that is not registered' {
        function Invoke-Free { }
        { Unregister-MlDashFunction Invoke-Free -ErrorAction Stop } | Should -Throw -ErrorId 'FunctionNotRegistered,*'
        { Unregister-MlDashFunction Invoke-Missing -ErrorAction Stop } | Should -Throw -ErrorId 'FunctionNotFound,*'
    }
}
