# Puts a directory in front of PATH unless it is there already.
function Add-ToPath([string] $Directory) {
    if (($env:Path -split ';') -notcontains $Directory) {
        $env:Path = "$Directory;$env:Path"
    }
}

Add-ToPath 'C:\tools\bin'
Add-ToPath "$HOME\bin"
