# The module a hook imports: a function conda that changes the session.
function Enter-Environment([string] $Name) {
    $prefix = if ($Name -eq 'base') { $Env:_CONDA_ROOT } else { "$Env:_CONDA_ROOT\envs\$Name" }
    $Env:CONDA_PREFIX = $prefix
    $Env:CONDA_DEFAULT_ENV = $Name
    $Env:CONDA_SHLVL = '1'
    $own = $prefix, "$prefix\Library\mingw-w64\bin", "$prefix\Library\usr\bin", "$prefix\Library\bin", "$prefix\Scripts", "$prefix\bin"
    $Env:Path = ($own + ($Env:Path -split ';')) -join ';'
}

function Invoke-Conda {
    if ($args[0] -eq 'activate') { Enter-Environment $args[1] } else { & $Env:CONDA_EXE @args }
}

New-Alias conda Invoke-Conda -Force
Export-ModuleMember -Alias conda -Function Enter-Environment, Invoke-Conda
