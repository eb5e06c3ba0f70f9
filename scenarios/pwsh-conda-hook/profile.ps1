#region conda initialize
If (Test-Path "C:\miniforge\Scripts\conda.exe") {
    (& "C:\miniforge\Scripts\conda.exe" "shell.powershell" "hook") | Out-String | ?{$_} | Invoke-Expression
}
#endregion
