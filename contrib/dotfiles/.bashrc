. "$HOME/.environment"
case $- in
    *i*) ;;
    *) return ;;
esac
alias ll='ls -l'
