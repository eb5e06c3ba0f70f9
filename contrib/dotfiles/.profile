. "$HOME/.environment"
