//! Faults that are known: counted, never hidden.

/// The shells, a part of the fragment, the names, and what is wrong.
const KNOWN: &[(&str, &str, &[&str], &str)] = &[
    // A text from a tool that arithmetic reads is taken for a number: one that assigns would change any name,
    // and every `$(( $(nproc) + 1 ))` would leave nothing known.
    ("bash zsh", "let \"X=$WORD\"", &["X", "NEW"], ARITHMETIC),
    ("bash zsh", "[$WORD]", &["X", "Y", "NEW"], ARITHMETIC),
    ("bash zsh", "(( WORD > 1 ))", &["X", "NEW"], ARITHMETIC),
    ("bash", "[[ $WORD -gt 3 ]]", &["X", "NEW"], ARITHMETIC),
    ("bash", "${Y:$WORD}", &["NEW"], ARITHMETIC),
    ("zsh", "printf '%d' \"$WORD\"", &["NEW"], ARITHMETIC),
    ("zsh", "break $WORD", &["NEW"], ARITHMETIC),
    ("zsh", "[[ $WORD -gt 3 ]]", &["NEW", "S"], ARITHMETIC),
    ("zsh", "$((WORD + 1))", &["X", "S", "NEW"], ARITHMETIC),
    ("zsh", "float X=$WORD", &["X", "S"], ARITHMETIC),
    ("zsh", "return $WORD", &["NEW"], ARITHMETIC),
    ("zsh", "shift $WORD", &["A", "B", "S"], "zsh's `shift` of what is no expression"),
    ("zsh", "read ", &["S", "X"], "zsh's `read '*'`"),
    ("zsh", "command \"$WORD\" </dev/null", &["S"], "zsh's `command --` reads its input"),
    ("zsh", "hash \"$WORD\"", &["S"], "zsh's `hash =` ends the file"),
    ("zsh", "Y=1 $WORD", &["Y"], "zsh's assignments before `noglob` alone stay"),
    ("zsh", "declare -$WORD X", &["S"], "zsh's `typeset -300`"),
    ("zsh", "cd -P $WORD", &["S"], "zsh's `cd` with letters that are no options"),
    ("zsh", "whence ", &["S"], "zsh's `whence` without a name fails"),
    ("bash", "complete -F f", &["S"], "bash's `complete` without a name fails"),
    ("sh", "test -n \"$WORD\" -a 1", &["S"], "dash's `test` of five words"),
    ("sh", "command -v ", &["S"], "dash's `command -v` finds directories"),
    ("sh", "type ", &["S"], "dash's `type` takes no options"),
    ("sh", "umask ", &["S"], "dash's `umask` of a word that is no mode"),
    // dash takes these for assignments.
    ("sh", "read \"$WORD\"", &["X", "S", "NEW", "PATH"], "dash's `read NAME=TEXT`"),
    ("sh", "unset \"$WORD\"", &["X", "PATH"], "dash's `unset NAME=TEXT`"),
    ("sh", "unset $WORD f", &["X", "PATH"], "dash's `unset NAME=TEXT`"),
];

const ARITHMETIC: &str = "a text from a tool is taken for a number where arithmetic reads it";

/// The fault on the list that this one is.
pub fn fault(shell: &str, text: &str, name: &str) -> Option<&'static str> {
    let is = |(shells, part, names, _): &&(&str, &str, &[&str], &str)| {
        shells.contains(shell) && text.contains(part) && names.contains(&name)
    };
    KNOWN.iter().find(is).map(|(.., fault)| *fault)
}

/// Loops that nothing settles with the tool in their bodies: they run until the fuel is gone, for a minute or more.
const HANGS: &[&str] = &[];

/// Whether envsim takes too long for it.
pub fn hangs(text: &str) -> bool {
    HANGS.iter().any(|part| text.contains(part))
}
