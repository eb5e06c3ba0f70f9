# Unpacked to C:\Go; make it known to this and to later sessions.
$goRoot = 'C:\Go'
$env:Path += ";$goRoot\bin"
[Environment]::SetEnvironmentVariable('GOROOT', $goRoot, 'User')
[Environment]::SetEnvironmentVariable('Path', $env:Path, 'User')
