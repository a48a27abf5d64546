Describe 'outcomes' {
    It 'passes' -Tag good { 1 | Should -Be 1 }
    It 'fails' { 1 | Should -Be 2 -Because 'it must' }
    It 'throws' { throw 'a message' }
    It 'uses a word nobody knows' { Mock Get-Command { } }
    It 'uses an operator nobody knows' { 1 | Should -BeIn @(1) }
    It 'is left out' -Skip { throw 'never' }
    Context 'with a setup that fails' {
        BeforeAll { throw 'no setup' }
        It 'fails with it' { 1 | Should -Be 1 }
    }
    Context 'with a non-terminating error' {
        It 'fails with it' { Import-Module no-such-module }
    }
}
