//! Statements of the parts of the grammar that profiles use seldom: one shape each, with dice for what stands in it.

use super::{For, Writer};

impl Writer {
    /// A statement of one of the rarer kinds that the shell has.
    pub fn rarer(&mut self, name: &str, depth: usize) -> String {
        match (self.dice.below(3), self.shell) {
            (0, For::Bash) => self.rarer_of_bash(name),
            (0, For::Zsh) => self.rarer_of_zsh(name),
            (1, For::Bash | For::Zsh) => self.rarer_of_both(name, depth),
            _ => self.rarer_of_all(name, depth),
        }
    }

    fn rarer_of_all(&mut self, name: &str, depth: usize) -> String {
        let (word, other) = (self.quoted(), self.quoted());
        match self.dice.below(16) {
            0 => format!("IFS={}; set -- ${name} {word}; {name}=\"$#:$*\"; unset IFS", self.ifs()),
            1 => format!("IFS={}; {name}=\"$(echo ${name} {word})\"; unset IFS", self.ifs()),
            2 => {
                let format = self.one(&[
                    "%d,%i",
                    "%x-%X",
                    "%o/%c",
                    "%5.2s|%-6s|",
                    "%+d % d",
                    "%05d:%s",
                    "%b%b",
                    "%%%s",
                    "%.3s%s\\n",
                    "%s\\t%s\\101",
                    "%c%c",
                ]);
                format!("{name}=$(printf '{format}' {} {word})$?", self.number())
            }
            3 => format!(
                "{name}=$(set -e; {}; {} || VB=left; {}; echo end)$?",
                self.line(),
                self.condition(),
                self.line()
            ),
            4 => format!(
                "{name}=$(set -e; if {}; then {}; fi; false; echo no)$?",
                self.condition(),
                self.line()
            ),
            5 => format!(
                "{name}=$(echo \"$(echo {word} $(echo \"{}\"))\" `echo {other}`)",
                self.expansion()
            ),
            6 => {
                let function = self.fresh("h");
                let body = self.statement(depth.saturating_sub(1));
                format!(
                    "{function}() {{\ncat <<-EOT\n\t$1 {}\n\t\ttwo\n\tEOT\n}}\n{body}\n{name}=$({function} {word})",
                    self.expansion()
                )
            }
            7 => format!("{name}=$(cat <<A; cat <<'B'\none {}\nA\ntwo $x\nB\n)", self.expansion()),
            8 => {
                let (body, leave) =
                    (self.line(), self.one(&["break 2", "continue 2", "break", "continue"]));
                format!(
                    "for i in 1 2; do\nfor j in a b; do\n{body}\n{name}=\"${name}$i$j\"\n[ $j = a ] && {leave}\n{name}=\"${name}.\"\ndone\ndone"
                )
            }
            9 => {
                let function = self.fresh("r");
                format!(
                    "{function}() {{ [ \"$1\" -gt 2 ] && return \"$1\"; {name}=\"${name}$1\"; {function} $(($1+1)); }}\n{function} 0\nVC=$?"
                )
            }
            10 => format!(
                "while :; do case {word} in {}) break;; *) {name}=once; break;; esac; done",
                self.pattern()
            ),
            11 => format!("{name}=x{} VB={other} eval 'VC=${name}$VB'", self.number()),
            12 => format!("{{ {name}={word}; }} > /dev/null; ( {name}=sub; exit 3 ); VB=$?"),
            13 => format!("if ! {}; then {name}=no; else {name}=yes; fi; VB=$?", self.condition()),
            14 => format!(
                "printf '%s\\n' {word} {other} b a | {{ while read -r l; do {name}=$l; done; echo \"${name}\"; }} > out.txt\nread -r VB < out.txt"
            ),
            _ => format!("trap 'VD=\"$VD+\"' USR1; {name}=$(trap - USR1; trap); trap - USR1"),
        }
    }

    fn ifs(&mut self) -> &'static str {
        self.one(&["':'", "' '", "'/.'", "''", "': '", "'='", "x"])
    }

    fn rarer_of_both(&mut self, name: &str, depth: usize) -> String {
        let zsh = self.shell == For::Zsh;
        let word = self.quoted();
        let array = self.fresh("b");
        match self.dice.below(14) {
            0 => {
                let next = self.one(if zsh { &[";&", ";|", ";;"] } else { &[";&", ";;&", ";;"] });
                format!(
                    "{name}=; case {word} in\n{}) {name}+=1 {next}\n{}) {name}+=2 {next}\n*) {name}+=3;;\nesac",
                    self.pattern(),
                    self.pattern()
                )
            }
            1 => {
                let body = self.statement(depth.saturating_sub(1));
                format!("for (( i = 0; i < {}; i++ )); do\n{body}\n{name}+=$i\ndone", self.number())
            }
            2 => format!(
                "{array}=(3 4 5)\n(( {array}[1]++, {array}[2] += {array}[1] ))\n{name}=\"${{{array}[*]}}\""
            ),
            3 => format!(
                "typeset -A {array}\n{array}[k]={word}\n{array}[k]+=more\nVB=k\n{name}=\"${{{array}[$VB]}}|${{#{array}[k]}}|${{{array}[no]-none}}\""
            ),
            4 => format!(
                "{name}=$(echo {})",
                self.one(&[
                    "{a,b}{1,2}",
                    "{1..9..3}",
                    "x{a,{b,c}}y",
                    "{03..1}",
                    "{a..e..2}",
                    "{,x}q",
                    "a{b}c",
                    "{1,2"
                ])
            ),
            5 => format!("{name}=\"${{{name}: -2:1}}${{{name}:0:1}}\""),
            6 => format!("{array}+=({word})\n{name}=\"${{{array}[*]}}\""),
            7 => format!(
                "f{array}() {{ local -a l; l=(\"$@\"); local x=${{#l[@]}}; typeset -i n=x*2; {name}=\"$x/$n/${{l[*]}}\"; }}; f{array} {word} {}",
                self.word()
            ),
            8 => format!("{name}=$(cat <<< {word}; cat <<< \"x{}\")", self.expansion()),
            9 => format!(
                "[[ {word} == {} && ! -z ${name} || 3 -lt {} ]]; VB=$?",
                self.pattern().split('|').next().unwrap_or("*"),
                self.number()
            ),
            10 => format!("[[ -v {name} || -n ${{{name}-}} ]] && VB=set || VB=unset"),
            11 => format!("printf -v {array} '%s.%s' {word} x\n{name}=${array}"),
            12 => format!(
                "typeset -u {array}={word}; {name}=${array}; typeset -l {array}; {array}=QuX; VB=${array}"
            ),
            _ => format!(
                "{name}=$(typeset {array}=in; {array}+=more; echo ${array}; unset {array}; echo ${{{array}-gone}})"
            ),
        }
    }

    fn rarer_of_bash(&mut self, name: &str) -> String {
        let word = self.quoted();
        let array = self.fresh("c");
        match self.dice.below(17) {
            0 => format!(
                "set_{array}() {{ local -n out=$1; out=\"$2$3\"; }}; set_{array} {name} {word} z"
            ),
            1 => format!(
                "push_{array}() {{ declare -n l=$1; l+=(\"$2\"); }}; {array}=(a); push_{array} {array} {word}; {name}=\"${{#{array}[@]}}${{{array}[1]}}\""
            ),
            2 => format!("trap 'VB=ret' RETURN; t{array}() {{ :; }}; t{array}; trap - RETURN"),
            3 => format!(
                "shopt -s extglob\n{name}=${{{name}//@(a|b)/<>}}\n{name}=${{{name}##+([[:alpha:]])}}\nshopt -u extglob"
            ),
            4 => format!("read -r -d : {name} <<< {word}; VB=$?"),
            5 => format!("read -n 3 {name} <<< {word}; IFS=, read -r VB VC <<< 'p,q,r'"),
            6 => format!("readarray -t {array} <<< $'x\\n'{word}; {name}=\"${{{array}[*]@Q}}\""),
            7 => format!(
                "printf -v '{array}[2]' '%03d' {}; {name}=\"${{!{array}[*]}}=${{{array}[2]}}\"",
                self.number()
            ),
            8 => format!(
                "declare -A {array}=([one]={word} [two]=2); unset '{array}[two]'; {name}=\"${{!{array}[@]}}:${{{array}[@]}}\""
            ),
            9 => format!(
                "{array}=(a b c d); unset '{array}[1]'; {name}=\"${{!{array}[*]}} ${{{array}[@]: -2}} ${{{array}[*]:1:2}}\""
            ),
            10 => format!(
                "g{array}() {{ declare -g {name}={word}; local VB=in; declare VC=loc; }}; g{array}"
            ),
            11 => format!("{array}={word}; {name}=${{{array}@Q}}; eval \"VB=${{{array}@Q}}\""),
            12 => format!(
                "{name}={word}; VB=$(declare -p {name}); VC=$(shopt -p extglob; shopt nullglob)$?"
            ),
            13 => format!(
                "set -o pipefail; false | true; {name}=$?; set +o pipefail; false | true | false; VB=\"${{PIPESTATUS[*]}}\""
            ),
            14 => format!(
                "(( {name}_x = {} )); {name}=$(( {name}_x ? {name}_x++ + ++{name}_x : -1 ))",
                self.sum(1)
            ),
            15 => format!("let 'x = 3' 'y = x * 2'; {name}=$x$y; VB=$((16#ff + 2#101 + 010))"),
            _ => format!(
                "coll=({word} \"${{{name}[@]}}\"); {name}=\"${{coll[@]/a/A}} ${{coll[@]%b}} ${{coll[*]^}}\""
            ),
        }
    }

    fn rarer_of_zsh(&mut self, name: &str) -> String {
        let word = self.quoted();
        let array = self.fresh("z");
        match self.dice.below(24) {
            0 => format!("{{ {name}=try; false }} always {{ VB=$?always }}"),
            1 => format!(
                "() {{ local {name}=\"$1-$#\"; VB=${name}; setopt local_options ksharrays; VC=$1 }} {word} {}",
                self.word()
            ),
            2 => format!(
                "typeset -T {array}S {array}a; {array}S=x:y:z; {array}a+=({word}); {name}=${array}S; VB=${array}a[2]"
            ),
            3 => format!(
                "typeset -T {array}S {array}a ','; {array}a=(p q); {name}=${array}S; {array}S+=,r; VB=${{#{array}a}}"
            ),
            4 => format!(
                "typeset -i {array}=7; {array}+=3; typeset -Z 4 {array}z=5; typeset -L 3 {array}l=abcdef; {name}=${array}${array}z${array}l; typeset -R 4 {array}r=xy; VB=${array}r"
            ),
            5 => format!(
                "typeset -F 2 {array}=3.14159; {name}=${array}; typeset -F 4 {array}; VB=${array}; (( {array} *= 2 )); VC=${array}"
            ),
            6 => format!("{name}=${{(U)${{{name}#?}}}}${{(l:6::-:)VB}}${{(r:3:)VC}}"),
            7 => format!(
                "{array}=(b a c); {name}=\"${{(oj:,:){array}}} ${{(Oj:,:){array}}} ${{{array}[(I)c]}} ${{{array}[(r)[ac]]}}\""
            ),
            8 => format!(
                "{array}=({word} two three four); {name}=\"${{{array}[2,3]}} ${{{array}[-2,-1]}} $#{array} ${array}[-1] ${{{array}[(i)nope]}}\""
            ),
            9 => format!(
                "{array}=abcdef; {name}=${{{array}[2,4]}}${array}[-1]${array}[(i)d]; {array}[2,3]=XY; VB=${array}; {array}[1]=; VC=${array}"
            ),
            10 => format!(
                "{array}=(a b c d); {array}[2,3]=(X {word} Z); {name}=\"${{(j:.:){array}}}\"; {array}[1]=(); VB=$#{array}"
            ),
            11 => format!(
                "typeset -A {array}=(k {word} l 2); {name}=\"${{(k){array}[(r)2]}}|${{{array}[k]}}|${{+{array}[no]}}|${{(v)#{array}}}\""
            ),
            12 => format!(
                "setopt extendedglob; [[ {word} == (#i)a* ]] && VB=ci; {name}=${{{name}//(#m)[a-c]/<$MATCH>}}; unsetopt extendedglob"
            ),
            13 => format!(
                "mkdir -p q{array}; : > q{array}/one.txt; : > q{array}/two.sh; {array}=(q{array}/*(N:t))\n{name}=\"${{(j:,:){array}}}\"; VB=$(echo q{array}/*.txt(:t:r) q{array}/no*(N))"
            ),
            14 => format!(
                "setopt ksharrays; {array}=(p q r); {name}=${array}${{{array}[1]}}; unsetopt ksharrays; VB=${array}[1]"
            ),
            15 => format!(
                "o{array}() {{ setopt localoptions shwordsplit; set -- ${name}; VB=$# }}; o{array}; set -- ${name}; VC=$#"
            ),
            16 => format!(
                "{name}=${{${{(s:.:)${{:-a.b.c}}}}[2]}}${{${{:-{}}}:-none}}",
                self.text().replace([' ', '*', '-', '='], "")
            ),
            17 => format!(
                "for k v in a 1 b 2; {{ {name}+=$k$v }}; if [[ -n ${name} ]] {{ VB=brace }} else {{ VB=other }}"
            ),
            18 => format!(
                "{array}=(${{(f)\"$(print -l one {word} three)\"}}); {name}=$#{array}:${array}[2]"
            ),
            19 => format!(
                "{array}=({word} x x); {name}=\"${{(u){array}}} ${{{array}:#x}} ${{(M){array}:#x}} ${{{array}/x/y}}\""
            ),
            20 => format!(
                "{name}={word}; VB=${{(q){name}}}; VC=${{(Q)${{(q){name}}}}}; VD=${{(qq){name}}}"
            ),
            21 => format!(
                "zstyle ':t:{array}' s {word} b; zstyle -s ':t:{array}' s {name}; zstyle -a ':t:{array}' s VB; zstyle -t ':t:x' s; VC=$?"
            ),
            22 => format!(
                "print -v {name} -rl -- {word} b; VB=$(print -rn -- {word}; print -n x; print -l 1 2)"
            ),
            _ => format!(
                "{array}=(1 2 3); (( {array}[2] *= 5 )); {name}=$(( {array}[1] + {array}[-1] )),${array}[2]; integer i{array}=3; float fl=1.5; VB=$(( i{array} / 2 )):$(( fl * 2 ))"
            ),
        }
    }
}
