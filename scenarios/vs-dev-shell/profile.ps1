# Enters the shell through its module only when asked to.
if ($env:WANT_VS_MODULE) {
    Import-Module "$env:ProgramFiles\Microsoft Visual Studio\2022\Community\Common7\Tools\Microsoft.VisualStudio.DevShell.dll"
    Enter-VsDevShell -VsInstallPath "$env:ProgramFiles\Microsoft Visual Studio\2022\Community" -SkipAutomaticLocation
}
