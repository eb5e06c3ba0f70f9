# Stores a directory for later sessions; reading through .NET expands what the registry had.
$stored = [Environment]::GetEnvironmentVariable('Path', 'User')
if ($stored -notlike '*C:\opt\tool*') {
    [Environment]::SetEnvironmentVariable('Path', "$stored;C:\opt\tool", 'User')
}
