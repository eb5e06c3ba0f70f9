$env:MARK = "✓ ready"
