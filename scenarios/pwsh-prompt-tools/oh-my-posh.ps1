oh-my-posh init powershell --config "$HOME\theme.omp.json" | Invoke-Expression
Set-Alias g git
