BeforeAll { $log = [Collections.ArrayList]::new(); $null = $log.Add('file') }

Describe 'outer' {
    BeforeAll { $null = $log.Add('outer all') }
    BeforeEach { $null = $log.Add('outer each') }
    AfterEach { $null = $log.Add('outer after') }
    Context 'inner' {
        BeforeEach { $null = $log.Add('inner each') }
        AfterEach { $null = $log.Add('inner after') }
        It 'runs' { $null = $log.Add('test') }
    }
    It 'saw them in this order' {
        $log | Should -Be @('file', 'outer all', 'outer each', 'inner each', 'test', 'inner after', 'outer after', 'outer each')
    }
}
