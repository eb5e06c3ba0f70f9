//! Statements as real homes have them: frameworks of zsh, the idioms of profiles that people copy.

use super::{For, Writer};

/// Prints how many words it is given, and which.
const WORDS: &str = "wf() { printf '%s' \"$#\"; printf ':%s' \"$@\"; }";

impl Writer {
    /// A statement of one of these kinds that the shell has.
    pub fn homely(&mut self, name: &str, depth: usize) -> String {
        match self.shell {
            For::Zsh => self.framework(name, depth),
            For::Bash => self.profile(name, depth),
            For::Dash => self.plain_profile(name),
        }
    }

    fn list(&mut self) -> String {
        let count = self.dice.below(4);
        (0..count).map(|_| self.quoted()).collect::<Vec<_>>().join(" ")
    }

    /// Part of a word of zsh in which a list may be spread.
    fn spread(&mut self, depth: usize) -> String {
        let deeper = depth > 0;
        match self.dice.below(if deeper { 10 } else { 7 }) {
            0 => "x".to_owned(),
            1 => "${^L}".to_owned(),
            2 => "${^M}".to_owned(),
            3 => "{1,2}".to_owned(),
            4 => self.one(&["$L", "\"$L\"", "${L[1]}", "${^L[1]}", "$Z", "${Z}"]).to_owned(),
            5 => self.one(&["${(U)^L}", "${^${(s.:.)Z}}", "${(M)^L:#a*}", "\"$L[@]\""]).to_owned(),
            6 => self.one(&["/", "'q r'", "\"$Z\"", "${^:-k}"]).to_owned(),
            7 => format!("${{L:+{}}}", self.spread_word(depth - 1)),
            8 => format!("${{nope:-{}}}", self.spread_word(depth - 1)),
            _ => format!("${{Z:+{}}}", self.spread_word(depth - 1)),
        }
    }

    fn spread_word(&mut self, depth: usize) -> String {
        (0..1 + self.dice.below(3)).map(|_| self.spread(depth)).collect()
    }

    fn framework(&mut self, name: &str, depth: usize) -> String {
        let list = self.list();
        match self.dice.below(14) {
            0..=2 => {
                let (other, words) = (self.list(), self.spread_word(1));
                format!(
                    "{WORDS}\nL=({list}) M=({other}) Z={}\n{name}=$(wf {words} e)",
                    self.quoted()
                )
            }
            3 => {
                let operator = self.one(&[":|", ":*", ":^", ":^^"]);
                let other = self.one(&["M", "Z", "nope", "L"]);
                let all = self.list();
                format!("{WORDS}\nL=({list}) M=({all}) Z=a\n{name}=$(wf ${{L{operator}{other}}})")
            }
            4 => {
                let options = self.one(&["", "-D", "-D -E", "-K", "-D -F", "-E"]);
                let specs =
                    self.one(&["a b: n=VB", "a+ b+: n::", "b:- n a", "a -b: n", "b:: a=VB"]);
                let words = self.one(&[
                    "-a -bx y -n",
                    "-ab q",
                    "-b",
                    "-na -a",
                    "x -a",
                    "-a -- -b",
                    "-z -a",
                    "-b -a -b y",
                    "--b v -n w",
                ]);
                format!(
                    "zf() {{ local -a o; zparseopts {options} -a o {specs} 2>/dev/null; {name}=\"$?:${{(j:|:)o}}:$*\"; }}\nzf {words}"
                )
            }
            5 => {
                let shell = self.one(&["sh", "ksh", "zsh"]);
                let body = self.one(&[
                    "set -- $Z; VB=$#",
                    "setopt extendedglob nullglob",
                    "VB=${options[shwordsplit]-}",
                    "ef() { set -- $Z; VB=$#; }",
                    "return 3",
                    "false",
                ]);
                format!(
                    "Z=\"a b c\"; eo() {{ emulate {shell} -c '{body}'; VC=$?$options[nullglob]; }}; eo x y\n(( $+functions[ef] )) && ef\n{name}=$options[extendedglob]$options[shwordsplit]$VC"
                )
            }
            6 => {
                let (option, other) = (
                    self.one(&["extendedglob", "nullglob", "shwordsplit", "ksharrays", "noglob"]),
                    self.one(&["emulate -L zsh", "setopt localoptions", ":", "emulate -R zsh"]),
                );
                format!(
                    "lo() {{ {other}; setopt {option}; }}; lo; {name}=$options[extendedglob]$options[shwordsplit]$options[ksharrays]\nemulate zsh"
                )
            }
            7 => format!(
                "setopt extendedglob; pa=1 pb=2 qa=3; unset -m '{}'; {name}=\"$?$pa$pb$qa\"; unsetopt extendedglob",
                self.one(&["p*", "*a", "(pa|qa)", "p*~pb", "none*", "p[a-z]", "p?~*b"])
            ),
            8 => format!(
                "unalias -m '*'; alias a=1 ab=2; alias -g GA=3; {}; {name}=\"$?${{(j:,:)${{(ok)aliases}}}}:$+galiases[GA]${{#aliases}}\"; unalias -a",
                self.one(&[
                    "unalias a",
                    "unalias -m 'a*'",
                    "unalias nope 2>/dev/null",
                    "unalias GA",
                    "unalias -m 'x*'",
                    "aliases=(c 4)",
                    "aliases[ab]=5",
                    "unalias \"${(@k)aliases}\"",
                    "unset 'aliases[a]'",
                ])
            ),
            9 => format!(
                "op=\"options=(${{(j: :)${{(kv)options[@]}}}})\"; setopt {}; eval $op; unset op; {name}=$options[nullglob]$options[extendedglob]",
                self.one(&["nullglob", "extendedglob", "noglob", "shwordsplit nullglob"])
            ),
            10 => format!(
                "{WORDS}\n{name}=$(cd $HOME; wf {}(N{}))",
                self.one(&["d/*", "d/o*", "*/*", "no*", "d/*.sh"]),
                self.one(&[":t", ":t:r", ".:h", "/", ":e", "-.:r:t", ""])
            ),
            11 => {
                let body = self.statement(depth.saturating_sub(1));
                format!(
                    "functions[ff]='{name}=in; VB=$1'; {body}\nff {}\nunfunction ff",
                    self.quoted()
                )
            }
            12 => format!(
                "typeset -T TS ts; ts=({list}); {}; {name}=$TS",
                self.one(&[
                    "export ts",
                    "export TS",
                    "typeset -x TS",
                    "setopt allexport; ts+=z; unsetopt allexport"
                ])
            ),
            _ => format!(
                "disable {0}; {name}=$?$(whence -w {0}); enable {0}; VB=$?$(whence -w {0})",
                self.one(&["true", "print", "nosuch", "r"])
            ),
        }
    }

    fn profile(&mut self, name: &str, depth: usize) -> String {
        let word = self.quoted();
        match self.dice.below(9) {
            0 => format!(
                "PC=${{VB-}}; PC=\"${{PC:+$PC; }}h -a\"; PC+=\"; {}\"; {name}=$PC",
                self.one(&["x", "$VB", "${VC:-d}"])
            ),
            1 => format!(
                "while IFS== read -r k v; do printf -v \"ev_$k\" '%s' \"$v\"; done <<< $'a=1\\nb='{word}\n{name}=${{ev_a-}}${{ev_b-}}"
            ),
            2 => format!(
                "[[ {word} =~ ^([a-z]+)([^a-z]*)(.*)$ ]] && {name}=\"${{BASH_REMATCH[1]}}/${{BASH_REMATCH[2]}}/${{#BASH_REMATCH[@]}}\""
            ),
            3 => format!(
                "for f in \"$HOME\"/{}; do [ -r \"$f\" ] && . \"$f\"; done; {name}=${{f##*/}}${{ONE-}}${{TWO-}}; unset f ONE TWO",
                self.one(&["d/*.sh", "d/o*", "none/*", "d/{two,one}.sh"])
            ),
            4 => format!(
                "shopt -s nullglob; a=({} x); {name}=${{#a[@]}}; shopt -u nullglob; b=({} x); VB=${{#b[@]}}",
                self.one(&["nope*", "\"$HOME\"/d/*", "$nope"]),
                self.one(&["nope*", "\"$HOME\"/d/t*"])
            ),
            5 => {
                let body = self.statement(depth.saturating_sub(1));
                format!(
                    "dq() {{ :; }}\n{body}\n{name}=$(declare -F dq nosuch)$(type -t dq)$(declare -f nosuch)$?; unset -f dq"
                )
            }
            6 => format!(
                "enable -n {0} 2>/dev/null; {name}=$?$(type -t {0}); enable {0} 2>/dev/null; VB=$?",
                self.one(&["test", "printf", "nosuch", "let"])
            ),
            7 => format!(
                "{name}=\"$(cat <<E\n{}\nE)\"$?",
                self.one(&["one", "$VB two", "`echo x`", "a\\$b"])
            ),
            _ => self.plain_profile(name),
        }
    }

    fn plain_profile(&mut self, name: &str) -> String {
        match self.dice.below(4) {
            0 => {
                let (one, other) = (self.quoted(), self.quoted());
                format!(
                    "pm() {{ case \":$PL:\" in *:\"$1\":*) ;; *) PL=\"$1${{PL:+:$PL}}\";; esac; }}\nPL={one}; pm {other}; pm /b; pm {other}; {name}=$PL"
                )
            }
            1 => format!(
                "ap() {{ for d in \"$@\"; do [ -d \"$d\" ] && {name}=\"${{{name}:+${name}:}}${{d##*/}}\"; done; unset d; }}\nap \"$HOME/d\" {} \"$HOME/bin\"",
                self.quoted()
            ),
            2 => format!(
                "command -v {} >/dev/null 2>&1 && {name}=yes || {name}=no",
                self.one(&["cat", "nosuchtool", "cd", "wf"])
            ),
            _ => format!(
                "[ -z \"${{{name}-}}\" ] && {name}={}; : \"${{{name}:={}}}\"; readonly RO{} 2>/dev/null",
                self.quoted(),
                self.one(&["x", "$VB", ""]),
                self.number()
            ),
        }
    }
}
