export PATH="$HOME/bin:$PATH"
export FROM_SH=1
