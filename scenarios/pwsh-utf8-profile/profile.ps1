# Saved by an editor that writes UTF-8.
$env:CAFE = 'C:\Users\me\Café'
