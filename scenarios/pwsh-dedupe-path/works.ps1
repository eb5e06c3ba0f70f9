# Keeps the first of each entry, case and all.
$env:Path = ($env:Path -split ';' | Select-Object -Unique) -join ';'
