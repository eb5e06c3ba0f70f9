$env:EDITOR = 'hx'
