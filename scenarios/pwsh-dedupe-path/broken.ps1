# Without parentheses -join is a parameter of Select-Object, which has none of that name.
$env:Path = $env:Path -split ';' | Select-Object -Unique -join ';'
