Describe 'a file' {
    It 'would pass' { 1 | Should -Be 1 }
    It 'has a parameter nobody knows' -Foo 1 { 1 | Should -Be 1 }
}
