$env:GREETING = 'profile'
