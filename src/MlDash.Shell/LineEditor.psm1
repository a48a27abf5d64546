# The line at the prompt: keys, history and the tab key. PowerShell leaves them to PSReadLine, which comes with pwsh alone and is not in its packages.

function PSConsoleHostReadLine {
    $before = [Console]::TreatControlCAsInput
    [Console]::TreatControlCAsInput = $true
    try { Read-Line }
    finally { [Console]::TreatControlCAsInput = $before }
}

function Read-Line {
    $start = @{ Left = [Console]::CursorLeft; Top = [Console]::CursorTop }
    $history = @((Get-History).CommandLine)
    $text, $at, $recalled, $completion = '', 0, $history.Count, $null
    while ($true) {
        $key = [Console]::ReadKey($true)
        # AltGr is reported as both, and writes characters.
        $prefix = if ($key.Modifiers -band 'Control' -and -not ($key.Modifiers -band 'Alt')) { 'Control+' }
        $name = "$prefix$($key.Key)"
        if ($name -ne 'Tab') { $completion = $null }
        switch ($name) {
            # A line that was typed ahead, while a command ran, ends with the other one.
            { $_ -in 'Enter', 'Control+J' } { Show-Line $start $text $text.Length; [Console]::WriteLine(); return $text }
            'Control+C' { Show-Line $start $text $text.Length; [Console]::WriteLine(); return '' }
            'Control+D' { if (-not $text) { [Console]::WriteLine(); return 'exit' } }
            'Control+L' { [Console]::Clear(); [Console]::Write((prompt)); $start.Left, $start.Top = [Console]::CursorLeft, [Console]::CursorTop }
            { $_ -in 'Escape', 'Control+U' } { $text, $at = '', 0 }
            { $_ -in 'Home', 'Control+A' } { $at = 0 }
            { $_ -in 'End', 'Control+E' } { $at = $text.Length }
            'LeftArrow' { $at = [Math]::Max(0, $at - 1) }
            'RightArrow' { $at = [Math]::Min($text.Length, $at + 1) }
            'Backspace' { if ($at -gt 0) { $text = $text.Remove(--$at, 1) } }
            'Delete' { if ($at -lt $text.Length) { $text = $text.Remove($at, 1) } }
            { $_ -in 'UpArrow', 'DownArrow' } {
                $recalled = [Math]::Clamp($recalled + ($_ -eq 'UpArrow' ? -1 : 1), 0, $history.Count)
                $text = "$($history[$recalled])"
                $at = $text.Length
            }
            'Tab' {
                $completion ??= TabExpansion2 $text $at
                if ($match = $completion.GetNextResult(-not ($key.Modifiers -band 'Shift'))) {
                    $text = $text.Remove($completion.ReplacementIndex, $completion.ReplacementLength).Insert($completion.ReplacementIndex, $match.CompletionText)
                    # The next press replaces this match.
                    $completion.ReplacementLength = $match.CompletionText.Length
                    $at = $completion.ReplacementIndex + $completion.ReplacementLength
                    # Where there is no other, it continues from there: into a folder, for example.
                    if ($completion.CompletionMatches.Count -eq 1) { $completion = $null }
                }
            }
            default { if (-not $prefix -and -not [char]::IsControl($key.KeyChar)) { $text = $text.Insert($at++, $key.KeyChar) } }
        }
        Show-Line $start $text $at
    }
}

# Draws the line behind the prompt and puts the cursor into it. A line that reaches the end of the window moves the prompt up.
function Show-Line([hashtable] $Start, [string] $Text, [int] $At) {
    $cells = { param($part) $Host.UI.RawUI.LengthInBufferCells($part) }
    $width = [Console]::BufferWidth
    [Console]::SetCursorPosition($Start.Left, $Start.Top)
    [Console]::Write("$Text`e[J")
    $end = $Start.Left + (& $cells $Text)
    $Start.Top = [Math]::Min($Start.Top, [Console]::BufferHeight - 1 - [Math]::Floor($end / $width))
    $column = $Start.Left + (& $cells $Text.Substring(0, $At))
    [Console]::SetCursorPosition($column % $width, $Start.Top + [Math]::Floor($column / $width))
}

Export-ModuleMember -Function PSConsoleHostReadLine
