Describe 'a teardown that fails' {
    AfterAll { throw 'left over' }
    It 'passes' { 1 | Should -Be 1 }
}
