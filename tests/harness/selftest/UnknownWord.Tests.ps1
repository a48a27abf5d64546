InModuleScope MlDash { }
Describe 'a file' { It 'would pass' { 1 | Should -Be 1 } }
