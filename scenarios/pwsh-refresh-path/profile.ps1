# What an installer wrote to the registry counts at once; what the parent process set does not any more.
foreach ($level in 'Machine', 'User') {
    $variables = [Environment]::GetEnvironmentVariables($level)
    foreach ($name in $variables.Keys) {
        if ($name -ne 'Path') { Set-Item "Env:$name" $variables[$name] }
    }
}
$env:Path = [Environment]::GetEnvironmentVariable('Path', 'Machine') + ';' +
    [Environment]::GetEnvironmentVariable('Path', 'User')
