# Takes over what the batch file leaves behind.
if (-not $env:WANT_VS_MODULE) {
    cmd /c 'VsDevCmd.bat -arch=x64 -no_logo >nul && set' | ForEach-Object {
        if ($_ -match '^([^=]+)=(.*)$') { Set-Item "Env:$($Matches[1])" $Matches[2] }
    }
}
