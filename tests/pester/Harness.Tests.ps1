BeforeDiscovery { $cases = @(@{ Given = 1; Expected = 2 }, @{ Given = 2; Expected = 3 }) }

BeforeAll { $fromFile = 'file' }

Describe 'The rules of Pester that these files rely on' {
    BeforeAll {
        $outer = 'outer'
        $count = 0
        function Get-Answer { 42 }
    }
    BeforeEach { $each = 'each' }

    It 'shows a test the variables and functions of the blocks around it' {
        $fromFile | Should -Be 'file'
        $outer | Should -Be 'outer'
        $each | Should -Be 'each'
        Get-Answer | Should -Be 42
    }

    It 'lets a test change nothing for the next one' {
        $count += 1
        $count | Should -Be 1
    }

    It 'lets a test change nothing for the next one, seen from the next one' {
        $count | Should -Be 0
    }

    It 'adds one to <Given> and gets <Expected>' -ForEach $cases { $Given + 1 | Should -Be $Expected }

    It 'names parameters as well: <a>' -TestCases @(@{ a = 5 }) { param($a) $a | Should -Be 5 }

    Context 'nested, with <_>' -ForEach 'x', 'y' {
        BeforeAll { $inner = "$outer $_" }
        It 'sees both' { $inner | Should -Match '^outer [xy]$' }
        It 'knows the item: <_>' { $_ | Should -Match '^[xy]$' }
    }

    It 'has a drive of its own' {
        [IO.File]::WriteAllText([IO.Path]::Combine($TestDrive, 'x.txt'), 'x')
        'TestDrive:\x.txt' | Should -Exist
        'TestDrive:\y.txt' | Should -Not -Exist
    }
}

Describe 'Another block' {
    It 'does not see what the block before has put into the drive' { 'TestDrive:\x.txt' | Should -Not -Exist }
}

Describe 'Should' {
    It 'compares' {
        'A' | Should -Be 'a'
        'A' | Should -Not -BeExactly 'a'
        1, 2 | Should -Be @(1, 2)
        $null | Should -Be $null
        @() | Should -BeNullOrEmpty
        '' | Should -BeNullOrEmpty
        5 | Should -BeGreaterThan 4
        5 | Should -BeGreaterOrEqual 5
        5 | Should -BeLessThan 6
        5 | Should -BeLessOrEqual 5
        5 | Should -BeOfType [int]
        5 | Should -Not -BeOfType [string]
        1, 2, 3 | Should -Contain 2
        1, 2, 3 | Should -HaveCount 3
        'Text' | Should -Match '^t'
        'Text' | Should -Not -MatchExactly '^t'
        'Text' | Should -BeLike 'T*'
        $true | Should -BeTrue
        0 | Should -BeFalse
    }

    It 'fails with what was expected, what was found, and why' {
        $failure = { 1 | Should -Be 2 -Because 'of arithmetic' } | Should -Throw -PassThru
        $failure.Exception.Message | Should -Match '2.*because of arithmetic.*1|2.*1.*because of arithmetic'
    }

    It 'catches' {
        { throw 'a message' } | Should -Throw
        { throw 'a message' } | Should -Throw 'a mess*'
        { throw [ArgumentException]::new('x') } | Should -Throw -ExceptionType ([ArgumentException])
        { 1 } | Should -Not -Throw
        { { 1 } | Should -Throw } | Should -Throw
    }
}
