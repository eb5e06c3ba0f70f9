# What a package manager's module does for the session: one function and its short name.
function Update-SessionEnvironment {
    foreach ($level in 'Machine', 'User') {
        $stored = [Environment]::GetEnvironmentVariables($level)
        foreach ($name in $stored.Keys) {
            if ($name -ne 'Path') { Set-Item "Env:$name" $stored[$name] }
        }
    }
}
Set-Alias refreshenv Update-SessionEnvironment
Export-ModuleMember -Function Update-SessionEnvironment -Alias refreshenv
