$env:EDITOR = 'notepad'
function ll { Get-ChildItem -Force }
