Register-ArgumentCompleter -Native -CommandName winget -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    winget complete --word="$wordToComplete" --commandline "$commandAst" --position $cursorPosition
}

# scoop-search prints a function named scoop.
Invoke-Expression (&scoop-search --hook)

$chocolateyProfile = "$env:ChocolateyInstall\helpers\chocolateyProfile.psm1"
if (Test-Path $chocolateyProfile) { Import-Module $chocolateyProfile }
