//! Kinds of input that can be of any size.

use serde_json::{Map, Value, json};

/// A kind of input, and the question that is asked of it.
pub struct Family {
    /// Its group and what there are many of.
    pub name: &'static str,
    /// The least of three sizes.
    pub size: usize,
    /// The words after `envsim`.
    pub words: &'static [&'static str],
    /// The scenario, or the script, of a size.
    pub scenario: fn(usize) -> String,
}

const BASH: &[&str] = &["env", "bash", "--all", "--scenario", "s.json"];
const ZSH: &[&str] = &["env", "zsh", "--all", "--scenario", "s.json"];
const SH: &[&str] = &["env", "sh:login", "--all", "--scenario", "s.json"];
const CMD: &[&str] = &["env", "cmd", "--all", "--scenario", "s.json"];
const PWSH: &[&str] = &["env", "pwsh", "--all", "--scenario", "s.json"];
const MISSING: &[&str] = &["explain", "nosuchcmd", "--scenario", "s.json"];
const GIT: &[&str] = &["explain", "git", "--scenario", "s.json"];
const ALL: &[&str] = &["explain", "git", "--all-candidates", "--scenario", "s.json"];
const CHECK: &[&str] = &["check", "--scenario", "s.json"];
const DIFF: &[&str] = &["diff", "bash", "zsh", "--scenario", "s.json"];
const DIFF_WINDOWS: &[&str] = &["diff", "cmd", "pwsh", "--scenario", "s.json"];
const ENV: &[&str] = &["env", "bash", "--origins", "--scenario", "s.json"];
const IDE: &[&str] = &["env", "bash@ide", "--scenario", "s.json"];
const GO: &[&str] = &["go-env", "--scenario", "s.json"];

/// `line` for every number below `n`, `@` standing for the number.
fn lines(n: usize, line: &str) -> String {
    (0..n).map(|number| line.replace('@', &number.to_string()) + "\n").collect()
}

fn words(n: usize, word: &str) -> String {
    lines(n, word).trim_end().replace('\n', " ")
}

/// A Linux machine with three shells; `files` by path, `env` by name.
fn linux(files: Map<String, Value>, env: Value) -> String {
    let shells = json!({"bash": {"path": "/bin/bash", "version": "5.2"},
        "zsh": {"path": "/bin/zsh", "version": "5.9"},
        "sh": {"path": "/bin/sh", "variant": "dash"},
        "pwsh": {"path": "/opt/pwsh", "version": "7.6"}});
    scenario("linux", shells, files, env)
}

fn scenario(platform: &str, shells: Value, files: Map<String, Value>, env: Value) -> String {
    json!({"schema": "envsim-scenario/1", "platform": platform, "shells": shells, "files": files,
        "env": env})
    .to_string()
}

/// A Linux machine with one profile.
fn profile(path: &str, text: String) -> String {
    linux(Map::from_iter([(path.to_owned(), json!({ "text": text }))]), json!({}))
}

/// A Linux machine with an editor and its settings.
fn editor(path: &str, text: &str) -> String {
    let program = ("/usr/bin/code".to_owned(), json!({"mode": "0755"}));
    let settings = (path.to_owned(), json!({ "text": text }));
    linux(Map::from_iter([program, settings]), json!({}))
}

fn bash(text: String) -> String {
    profile("/home/me/.bashrc", text)
}

fn zsh(text: String) -> String {
    profile("/home/me/.zshrc", text)
}

fn sh(text: String) -> String {
    profile("/home/me/.profile", text)
}

fn pwsh(text: String) -> String {
    profile("/home/me/.config/powershell/profile.ps1", text)
}

/// A Windows machine whose cmd runs a batch file at its start.
fn cmd(text: String) -> String {
    let files = json!({"C:\\auto.bat": {"text": text.replace('\n', "\r\n")}});
    let key = "HKCU\\Software\\Microsoft\\Command Processor";
    let value = json!({"AutoRun": {"type": "REG_SZ", "data": "C:\\auto.bat"}});
    json!({"schema": "envsim-scenario/1", "platform": "windows", "files": files,
        "registry": {key: value}})
    .to_string()
}

/// A Linux machine with programs, and a PATH.
fn programs(paths: impl Iterator<Item = String>, path: &str) -> String {
    let files = paths.map(|path| (path, json!({"mode": "0755"}))).collect();
    linux(files, json!({ "PATH": path }))
}

/// A PATH of many directories, none of which is there.
fn long_path(n: usize) -> String {
    let entries = words(n, "/opt/p@/bin").replace(' ', ":");
    programs(["/usr/bin/git".to_owned()].into_iter(), &format!("{entries}:/usr/bin"))
}

fn many_programs(n: usize) -> String {
    programs((0..n).map(|number| format!("/usr/bin/tool{number}")), "/usr/local/bin:/usr/bin")
}

/// Programs that stand in two directories of PATH.
fn twice(n: usize) -> String {
    let both = (0..n).flat_map(|number| ["a", "b"].map(|side| format!("/{side}/bin/tool{number}")));
    programs(both, "/a/bin:/b/bin")
}

/// A name that stands in every directory of PATH.
fn everywhere(n: usize) -> String {
    let path = words(n, "/p@").replace(' ', ":");
    programs((0..n).map(|number| format!("/p{number}/git")), &path)
}

/// A Windows machine with many directories on PATH, and many endings in PATHEXT.
fn endings(n: usize) -> String {
    let shells = json!({"pwsh": {"path": "C:\\pwsh\\pwsh.exe"}});
    let list = |word: &str| words(n, word).replace(' ', ";");
    let env = json!({"PATH": list("C:\\p@"), "PATHEXT": list(".x@")});
    scenario("windows", shells, Map::new(), env)
}

fn loops(body: &str, n: usize) -> String {
    format!("for ((i=0; i<{n}; i++)); do {body}; done\n")
}

/// Every family.
pub fn families() -> Vec<Family> {
    let family = |name, size, words, scenario| Family { name, size, words, scenario };
    vec![
        family("bash exports", 60, BASH, |n| bash(lines(n, "export V@=value@"))),
        family("bash one variable again", 60, BASH, |n| bash(lines(n, "V=value@"))),
        family("bash aliases", 60, BASH, |n| bash(lines(n, "alias a@='b @'"))),
        family("bash functions", 60, BASH, |n| bash(lines(n, "f@() { echo @; }"))),
        family("bash tests of files", 60, BASH, |n| bash(lines(n, "if [ -d /x@ ]; then A=1; fi"))),
        family("bash undecided conditions", 60, BASH, |n| bash(lines(n, "if tool; then A=@; fi"))),
        family("bash undecided among functions", 60, BASH, |n| {
            bash(lines(n, "f@() { :; }") + &lines(20, "if tool; then A=@; fi"))
        }),
        family("bash undecided among variables", 60, BASH, |n| {
            bash(lines(n, "V@=x") + &lines(20, "tool && B=@"))
        }),
        family("bash shift", 60, BASH, |n| {
            bash(format!("set -- {}\nwhile [ $# -gt 0 ]; do shift; done\n", words(n, "x@")))
        }),
        family("bash arms of case", 60, BASH, |n| {
            bash(format!("case x in\n{}esac\n", lines(n, "a@) A=1;;")))
        }),
        family("bash array literal", 60, BASH, |n| bash(format!("A=({})\n", words(n, "x@")))),
        family("bash comments", 100, BASH, |n| bash(lines(n, "# a comment of a line"))),
        family("bash fields", 60, BASH, |n| {
            bash(format!("L='{}'\nfor x in $L; do A=$x; done\n", words(n, "x@")))
        }),
        family("bash replacement", 100, BASH, |n| {
            bash(format!("L='{}'\nM=${{L//x/y}}\n", words(n, "x@")))
        }),
        family("bash removals", 60, BASH, |n| {
            bash(lines(n, "L=/opt/x@/bin; M=${L##*/}; N=${L%/*}; O=${L^^}; P=${#L}"))
        }),
        family("bash elements", 60, BASH, |n| {
            let walk = "for i in \"${!A[@]}\"; do B=${A[$i]}; done";
            bash(format!("A=({})\n{walk}\n", words(n, "x@")))
        }),
        family("zsh elements", 60, ZSH, |n| {
            zsh(format!("typeset -A M\n{}", lines(n, "M[k@]=v; V=$M[k@]")))
        }),
        family("zsh styles", 60, ZSH, |n| zsh(lines(n, "zstyle ':completion:*:@' list yes"))),
        family("bash files of programs", 30, BASH, |n| {
            bash(format!("{}A=$(ls /home/me)\n", lines(n, "echo @ >~/f@")))
        }),
        family("bash conditions in a row", 60, BASH, |n| {
            bash(format!("[[ a {} ]] && A=1\n", words(n, "&& b@")))
        }),
        family("bash while", 60, BASH, |n| {
            bash(format!("i=0; while [ $i -lt {n} ]; do i=$((i+1)); done\n"))
        }),
        family("bash here-document", 100, BASH, |n| {
            bash(format!("A=$(cat <<E\n{}E\n)\n", lines(n, "line @")))
        }),
        family("bash long word", 200, BASH, |n| bash(format!("A={}\n", "x".repeat(n)))),
        family("bash braces", 60, BASH, |n| {
            bash(format!("A=({{{}}})\n", words(n, "x@").replace(' ', ",")))
        }),
        family("bash eval", 60, BASH, |n| bash(lines(n, "eval 'A=@'"))),
        family("bash arithmetic", 60, BASH, |n| bash(lines(n, "A=$((@ + 1))"))),
        family("bash front of PATH", 60, BASH, |n| bash(lines(n, "PATH=/opt/x@:$PATH"))),
        family("bash for (( ))", 60, BASH, |n| bash(loops(":", n))),
        family("bash append in a loop", 60, BASH, |n| bash(loops("P+=:x", n))),
        family("bash array append", 60, BASH, |n| bash(lines(n, "A+=(x@)"))),
        family("bash calls", 60, BASH, |n| bash(format!("f() {{ :; }}\n{}", lines(n, "f @")))),
        family("bash substitutions", 60, BASH, |n| bash(lines(n, "V@=$(echo @)"))),
        family("bash parameters among substitutions", 60, BASH, |n| {
            bash(format!("set -- {}\n{}", words(n, "x@"), lines(n, "A=$(:)")))
        }),
        family("bash array behind locals", 60, BASH, |n| {
            let call = "f() { local A; A=1; }";
            bash(format!("A=({})\n{call}\n{}", words(n, "x@"), lines(n, "f")))
        }),
        family("bash appends", 60, BASH, |n| bash(lines(n, "P+=:x@"))),
        family("bash positional", 60, BASH, |n| bash(format!("set -- {}\n", words(n, "x@")))),
        family("bash words of test", 15, BASH, |n| {
            bash(format!("test {} && A=1\n", words(n, "-n x@ -a") + " x"))
        }),
        family("bash script of sed", 30, BASH, |n| {
            bash(format!("A=$(echo x | /usr/bin/sed '{}')\n", lines(n, "s/a@/b/")))
        }),
        family("bash program of awk", 10, BASH, |n| {
            bash(format!("A=$(/usr/bin/awk 'BEGIN {{ print 1{} }}')\n", "+1".repeat(n)))
        }),
        family("bash patterns of grep", 30, BASH, |n| {
            bash(format!("A=$(echo x | /usr/bin/grep {})\n", words(n, "-e a@")))
        }),
        family("bash options by one way", 60, BASH, |n| {
            bash(format!("if tool; then shopt -s nullglob; fi\n{}", lines(n, "V=/x@*; W=$V")))
        }),
        family("bash long errors", 60, BASH, |n| {
            bash(format!("X={}\n{}", "x".repeat(n * 10), lines(20, "shopt -s \"$X\"")))
        }),
        family("zsh letters", 60, ZSH, |n| {
            zsh(format!("X={}\n{}", "x".repeat(n * 10), lines(20, "V=$X[3]; W=$X[-1]")))
        }),
        family("zsh exports", 60, ZSH, |n| zsh(lines(n, "export V@=value@"))),
        family("zsh aliases", 60, ZSH, |n| zsh(lines(n, "alias a@='b @'"))),
        family("zsh options", 60, ZSH, |n| zsh(lines(n, "setopt extendedglob"))),
        family("zsh path+=", 60, ZSH, |n| zsh(lines(n, "path+=(/opt/x@)"))),
        family("zsh unique path", 30, ZSH, |n| {
            zsh(format!("typeset -U path\n{}", lines(n, "path=(/opt/x@ $path)")))
        }),
        family("zsh array", 60, ZSH, |n| zsh(format!("A=({})\n", words(n, "x@")))),
        family("sh exports", 60, SH, |n| sh(lines(n, "export V@=value@"))),
        family("sh conditions", 60, SH, |n| sh(lines(n, "[ -n \"$HOME\" ] && A=@"))),
        family("sh functions", 60, SH, |n| sh(lines(n, "f@() { echo @; }"))),
        family("cmd variables", 60, CMD, |n| cmd(lines(n, "set V@=value@"))),
        family("cmd one variable again", 60, CMD, |n| cmd(lines(n, "set V=%V:~0,9%@"))),
        family("cmd list of for", 60, CMD, |n| {
            cmd(format!("for %%i in ({}) do set V=%%i\n", words(n, "x@")))
        }),
        family("cmd tests of files", 60, CMD, |n| cmd(lines(n, "if exist C:\\x@ set A=1"))),
        family("cmd labels", 60, CMD, |n| cmd(format!("{}goto l0\n:l0\n", lines(n, ":x@")))),
        family("cmd end of PATH", 60, CMD, |n| cmd(lines(n, "set PATH=%PATH%;C:\\x@"))),
        family("cmd files written", 60, CMD, |n| cmd(lines(n, "echo x>C:\\d\\a@"))),
        family("cmd registry values", 60, CMD, |n| cmd(lines(n, "setx V@ x"))),
        family("cmd replacements", 60, CMD, |n| {
            cmd(format!("set V=a;b;c\n{}", lines(n, "set W=%V:;=@%%V:~2,3%")))
        }),
        family("cmd undecided among variables", 60, CMD, |n| {
            cmd(format!("{}{}", lines(n, "set V@=x"), lines(n, "tool && set A=@")))
        }),
        family("cmd macros", 60, CMD, |n| cmd(lines(n, "doskey a@=dir $*"))),
        family("cmd remarks", 60, CMD, |n| cmd(lines(n, "rem a remark of a line"))),
        family("cmd counted loop", 60, CMD, |n| {
            cmd(format!("for /l %%i in (1,1,{n}) do set V=%%i\n"))
        }),
        family("powershell variables", 60, PWSH, |n| pwsh(lines(n, "$env:V@ = 'value@'"))),
        family("powershell functions", 60, PWSH, |n| pwsh(lines(n, "function f@ { @ }"))),
        family("powershell aliases", 60, PWSH, |n| pwsh(lines(n, "Set-Alias a@ Get-Item"))),
        family("powershell foreach", 60, PWSH, |n| {
            pwsh(format!("foreach ($i in 1..{n}) {{ $s = $i }}\n"))
        }),
        family("powershell join", 60, PWSH, |n| pwsh(format!("$env:J = (1..{n}) -join ','\n"))),
        family("powershell split", 60, PWSH, |n| {
            pwsh(format!("$a = '{}' -split ' '\n$env:J = $a.Count\n", words(n, "x@")))
        }),
        family("powershell end of PATH", 60, PWSH, |n| pwsh(lines(n, "$env:PATH += ':/opt/x@'"))),
        family("powershell hashtable", 60, PWSH, |n| {
            pwsh(format!("$h = @{{\n{}}}\n$env:C = $h.Count\n", lines(n, "k@ = @")))
        }),
        family("powershell lists", 60, PWSH, |n| {
            let made = "$l = [System.Collections.Generic.List[string]]::new()\n";
            pwsh(format!("{made}{}$env:C = $l.Count\n", lines(n, "$l.Add('x@')")))
        }),
        family("powershell elements", 60, PWSH, |n| {
            let walk = "for ($i = 0; $i -lt $a.Count; $i++) { $s = $a[$i] }";
            pwsh(format!("$a = @({})\n{walk}\n", words(n, "'x@'").replace(' ', ",")))
        }),
        family("powershell replacements", 60, PWSH, |n| {
            pwsh(format!("$env:J = '{}' -replace 'x', 'yy'\n", words(n, "x@")))
        }),
        family("powershell undecided among variables", 60, PWSH, |n| {
            let tests = "if (tool) { $env:A = '@' }";
            pwsh(format!("{}{}", lines(n, "$env:V@ = 'x'"), lines(n, tests)))
        }),
        family("powershell jobs among variables", 60, PWSH, |n| {
            pwsh(format!("{}{}", lines(n, "$V@ = 'x'"), lines(n, "$j = Start-Job { 1 }")))
        }),
        family("powershell tests of files", 60, PWSH, |n| {
            pwsh(lines(n, "if (Test-Path /x@) { $env:A = 1 }"))
        }),
        family("powershell pipeline", 60, PWSH, |n| {
            pwsh(format!("$a = 1..{n} | Where-Object {{ $_ -gt 3 }}\n$env:C = $a.Count\n"))
        }),
        family("machine files", 100, GIT, many_programs),
        family("machine entries of PATH", 100, ENV, long_path),
        family("machine explain on a long PATH", 100, GIT, long_path),
        family("machine missing name on a long PATH", 100, MISSING, long_path),
        family("machine name in every directory", 100, ALL, everywhere),
        family("machine endings and directories", 60, MISSING, endings),
        family("machine check of errors", 60, CHECK, |n| bash(lines(n, "cd /nowhere@"))),
        family("machine check of a long PATH", 100, CHECK, long_path),
        family("machine diff of a long PATH", 100, DIFF, long_path),
        family("machine go on a long PATH", 100, GO, long_path),
        family("machine missing name among programs", 100, MISSING, many_programs),
        family("machine check among programs", 100, CHECK, many_programs),
        family("machine check of programs that stand twice", 100, CHECK, twice),
        family("machine diff among programs", 100, DIFF, many_programs),
        family("machine diff of programs that stand twice", 100, DIFF, twice),
        family("machine diff of aliases", 30, DIFF, |n| bash(lines(n, "alias a@='b @'"))),
        family("machine diff of Windows programs", 25, DIFF_WINDOWS, |n| {
            let files = (0..n).map(|number| (format!("C:\\a\\tool{number}.exe"), json!({})));
            let shells = json!({"pwsh": {"path": "C:\\pwsh\\pwsh.exe"}});
            scenario("windows", shells, files.collect(), json!({"PATH": "C:\\b;C:\\a"}))
        }),
        family("machine variables", 125, ENV, |n| {
            let env = (0..n).map(|number| (format!("V{number}"), json!("value")));
            linux(Map::new(), Value::Object(env.collect()))
        }),
        family("machine check of variables", 125, CHECK, |n| {
            let env = (0..n).map(|number| (format!("GO{number}"), json!("value")));
            linux(Map::new(), Value::Object(env.collect()))
        }),
        family("machine settings of an editor", 100, IDE, |n| {
            let name = "terminal.integrated.env.linux";
            let set = (0..n).map(|number| (format!("V{number}"), json!("value")));
            let text = json!({ name: Value::Object(set.collect()) }).to_string();
            editor("/home/me/.config/Code/User/settings.json", &text)
        }),
        family("machine attributes of XML", 100, IDE, |n| {
            let text = format!("<project {}/>\n", words(n, "a@='b'"));
            editor("/home/me/.idea/workspace.xml", &text)
        }),
        family("machine diff of variables", 125, DIFF, |n| bash(lines(n, "export V@=value@"))),
        family("parse bash", 100, &["parse", "x.sh", "--shell", "bash"], |n| {
            lines(n, "if [ -d /x@ ]; then PATH=\"/x@:$PATH\"; fi")
        }),
        family("parse zsh", 100, &["parse", "x.zsh", "--shell", "zsh"], |n| {
            lines(n, "[[ -d /x@ ]] && path=(/x@ ${path:#/y})")
        }),
        family("parse sh", 100, &["parse", "x.sh", "--shell", "sh"], |n| {
            lines(n, "case $A in x@) B=`echo @`;; esac")
        }),
        family("parse cmd", 100, &["parse", "x.bat", "--shell", "cmd"], |n| {
            lines(n, "if exist C:\\x@ (set A=%B:~@%) else goto :eof")
        }),
        family("parse powershell", 100, &["parse", "x.ps1", "--shell", "pwsh"], |n| {
            lines(n, "if (Test-Path \"/x@$y\") { $env:A = @{ b = @(1, 2) } }")
        }),
        family("parse nested", 20, &["parse", "x.sh", "--shell", "bash"], |n| {
            format!("A={}x{}\n", "$(echo ".repeat(n), ")".repeat(n))
        }),
    ]
}

fn aliases_that_double(n: usize) -> String {
    let one = |at: usize| format!("alias a{at}='a{0} a{0} '\n", at + 1);
    (0..n).map(one).collect::<String>() + "a0\n"
}

/// Small inputs that double whatever they make, until something stops them.
pub fn bombs() -> Vec<Family> {
    let family = |name, words, scenario| Family { name, size: 60, words, scenario };
    vec![
        family("bash aliases", BASH, |n| bash(aliases_that_double(n))),
        family("zsh aliases", ZSH, |n| zsh(aliases_that_double(n))),
        family("bash text", BASH, |n| bash(format!("X=a\n{}", lines(n, "X=$X$X")))),
        family("bash eval", BASH, |n| {
            bash(format!("X=:\n{}", lines(n, "X=\"$X; $X\"; eval \"$X\"")))
        }),
        family("zsh array", ZSH, |n| zsh(format!("A=(x)\n{}", lines(n, "A=($A $A)")))),
        family("powershell text", PWSH, |n| {
            pwsh(format!("$x = 'a'\n{}", lines(n, "$x = $x + $x")))
        }),
        family("powershell iex", PWSH, |n| {
            pwsh(format!("$x = '1'\n{}", lines(n, "$x = \"$x; $x\"; iex $x")))
        }),
        family("powershell nested lists", PWSH, |n| {
            let doubled = lines(n, "$x = @($x, $x)");
            pwsh(format!("$x = @(1)\n{doubled}$env:J = $x | ConvertTo-Json -Depth 100\n"))
        }),
        family("machine variables", MISSING, |n| {
            let env = (0..n * 500).map(|number| (format!("V{number}"), json!("value")));
            linux(Map::new(), Value::Object(env.collect()))
        }),
        family("bash script of sed", BASH, |n| {
            bash(format!("A=$(echo x | /usr/bin/sed '{}')\n", lines(n * 1000, "s/a@/b/")))
        }),
        family("bash patterns of grep", BASH, |n| {
            bash(format!("A=$(echo x | /usr/bin/grep {})\n", words(n * 1000, "-e a@")))
        }),
        family("bash alternatives of find", BASH, |n| {
            bash(format!("A=$(find / {} -name b)\n", words(n * 500, "-name a@ -o")))
        }),
        family("zsh long errors", ZSH, |n| {
            zsh(format!("X={}\n{}", "x".repeat(n * 5000), lines(200, "setopt \"$X\"")))
        }),
        family("bash variables", BASH, |n| bash(lines(n * 1000, "V@=x"))),
        family("cmd variable", CMD, |n| cmd(format!("set X=a\n{}", lines(n, "set X=%X%%X%")))),
    ]
}
