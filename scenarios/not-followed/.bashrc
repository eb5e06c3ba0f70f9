# Two lines that envsim does not follow, and what stands before and behind them.
export EDITOR=vim
alias ll='ls -l'
eval "$(corp env)"
export PAGER=less
PATH=$HOME/bin:$PATH
