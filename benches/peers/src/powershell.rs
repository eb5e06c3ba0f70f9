//! Profiles and setup scripts as people write them, made up from a seed.

const PIECES: &[&str] = &[
    "$env:PATH = \"$HOME\\bin~;$env:PATH\"\n",
    "if (-not (Test-Path \"$env:ProgramFiles\\Tool~\")) {\n    Write-Warning 'Tool~ is not here'\n}\n",
    "function Get-Thing~ {\n    [CmdletBinding()]\n    param(\n        [Parameter(Mandatory = $true)]\n        [string]$Name,\n        [int]$Count = ~\n    )\n    process {\n        Get-ChildItem -Path $Name -Recurse | Where-Object { $_.Length -gt $Count } |\n            Sort-Object Length -Descending | Select-Object -First 10\n    }\n}\n",
    "$table~ = @{\n    Name  = 'value~'\n    Path  = Join-Path $PSScriptRoot 'lib'\n    Items = @('a', 'b', 'c')\n}\n",
    "foreach ($dir in $env:PATH -split ';') {\n    if ($seen -notcontains $dir) { $seen += $dir }\n}\n",
    "# A note about what follows, number ~, as scripts have them.\n",
    "switch -Regex ($name~) {\n    '^a.*' { $x = 1; break }\n    default { $x = ~ }\n}\n",
    "try {\n    Import-Module Module~ -ErrorAction Stop\n} catch {\n    Write-Host \"failed: $($_.Exception.Message)\" -ForegroundColor Red\n}\n",
    "Set-Alias -Name a~ -Value Get-ChildItem\n",
    "[Environment]::SetEnvironmentVariable('V~', \"$value~\", 'User')\n",
];

/// About `bytes` bytes of script.
pub fn script(seed: u64, bytes: usize) -> String {
    let mut state = seed | 1;
    let mut text = String::with_capacity(bytes + 512);
    while text.len() < bytes {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let number = (state % 997).to_string();
        let index = usize::try_from(state >> 32).unwrap_or(0) % PIECES.len();
        text.push_str(&PIECES[index].replace('~', &number));
        text.push('\n');
    }
    text
}
