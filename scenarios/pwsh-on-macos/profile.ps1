if (Test-Path /opt/homebrew/bin/brew) {
    $(/opt/homebrew/bin/brew shellenv pwsh) -join "`n" | Invoke-Expression
}
