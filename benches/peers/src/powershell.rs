//! Profiles and setup scripts as people write them, made up from a seed.

const PIECES: &[&str] = &[
    "$env:PATH = \"$HOME\\bin\u{1};$env:PATH\"\n",
    "if (-not (Test-Path \"$env:ProgramFiles\\Tool\u{1}\")) {\n    Write-Warning 'Tool\u{1} is not here'\n}\n",
    "function Get-Thing\u{1} {\n    [CmdletBinding()]\n    param(\n        [Parameter(Mandatory = $true)]\n        [string]$Name,\n        [int]$Count = \u{1}\n    )\n    process {\n        Get-ChildItem -Path $Name -Recurse | Where-Object { $_.Length -gt $Count } |\n            Sort-Object Length -Descending | Select-Object -First 10\n    }\n}\n",
    "$table\u{1} = @{\n    Name  = 'value\u{1}'\n    Path  = Join-Path $PSScriptRoot 'lib'\n    Items = @('a', 'b', 'c')\n}\n",
    "foreach ($dir in $env:PATH -split ';') {\n    if ($seen -notcontains $dir) { $seen += $dir }\n}\n",
    "# A note about what follows, number \u{1}, as scripts have them.\n",
    "switch -Regex ($name\u{1}) {\n    '^a.*' { $x = 1; break }\n    default { $x = \u{1} }\n}\n",
    "try {\n    Import-Module Module\u{1} -ErrorAction Stop\n} catch {\n    Write-Host \"failed: $($_.Exception.Message)\" -ForegroundColor Red\n}\n",
    "Set-Alias -Name a\u{1} -Value Get-ChildItem\n",
    "[Environment]::SetEnvironmentVariable('V\u{1}', \"$value\u{1}\", 'User')\n",
];

/// About `bytes` bytes of script.
pub fn script(seed: u64, bytes: usize) -> String {
    crate::made::up(PIECES, seed, bytes)
}
