//! Filters beside the real ones: seeded command lines in a folder of files, run by bash and by envsim.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the judge is the real program"
)]

#[path = "common/program.rs"]
mod program;
#[path = "common/skip.rs"]
mod skip;

use std::process::Command;

use program::envsim;
use serde_json::{Map, Value, json};

/// The files both sides see.
const FILES: &[(&str, &str)] = &[
    (
        "conf",
        "# main\n[core]\nname = box one\npath=/opt/app/bin\n; old\n\nurl=https://example.org:8443/x\nempty=\n",
    ),
    ("list", "pear\napple\nfig\napple\nPear\n10\n9\n2\nfig\n"),
    ("table", "id  name   size\n1   alpha  10\n2   beta   200\n3   gamma  30\n"),
    ("csv", "a,b,c\n1,,3\n\"x y\",2,\n"),
    ("tabs", "one\ttwo\tthree\nfour\t\tsix\n"),
    ("raw", "no newline at end"),
    ("empty", ""),
    ("crlf", "a=1\r\nb=2\r\n"),
];

const PATTERNS: &[&str] = &[
    "a",
    "^#",
    "^$",
    "[0-9]",
    "[0-9]*",
    "^[a-z]*=",
    "[[:space:]]",
    "path",
    ".*",
    "\\.",
    "e$",
    "[^a-z]",
    "a.*e",
    "\\(a\\)\\(p\\)",
    "o\\{1,\\}",
    "\\<a",
    "pear\\|fig",
    "=.*$",
    "b?",
    "a+",
    "$",
    "*a",
];

/// Commands with `%P` for a pattern; each is given a file or the output of another.
const COMMANDS: &[&str] = &[
    "grep '%P'",
    "grep -n '%P'",
    "grep -c '%P'",
    "grep -v '%P'",
    "grep -o '%P'",
    "grep -w '%P'",
    "grep -x '%P'",
    "grep -i '%P'",
    "grep -q '%P'",
    "grep -l '%P'",
    "grep -A1 '%P'",
    "grep -B1 -n '%P'",
    "grep -F '%P'",
    "grep -m1 '%P'",
    "sed 's/%P/X/'",
    "sed 's/%P/<&>/g'",
    "sed '/%P/d'",
    "sed -n '/%P/p'",
    "sed '2d'",
    "sed '$d'",
    "sed -n '2,3p'",
    "sed '1~2d'",
    "sed '1!G;h;$!d'",
    "sed '$!N;s/\\n/,/'",
    "sed 's/a/b/2'",
    "sed 'y/abc/xyz/'",
    "sed -E 's/([a-z]+)=(.*)/\\2:\\1/'",
    "sed 2q",
    "sed '1i\\top'",
    "sed '$a end'",
    "sed '2c\\new'",
    "sed -n '$='",
    "sed 's/.*/\\U&/'",
    "sed 'n;d'",
    "sed 's/^[[:space:]]*//'",
    "awk '{print $1}'",
    "awk '{print $NF}'",
    "awk 'NR==2'",
    "awk 'END{print NR}'",
    "awk '{s+=$1}END{print s}'",
    "awk '/a/'",
    "awk -F= '{print $2}'",
    "awk -F, '{print $2}'",
    "awk '{print NF}'",
    "awk 'NF'",
    "awk '!s[$0]++'",
    "awk '{$1=\"X\";print}'",
    "awk '{gsub(/a/,\"A\");print}'",
    "awk '{print substr($0,2,3)}'",
    "awk '{print toupper($0)}'",
    "awk '{n=split($0,a,/[,:=]/);print n,a[1]}'",
    "awk 'match($0,/[0-9]+/){print RSTART,RLENGTH}'",
    "awk '{printf \"%s|%5s|%-5s\\n\",$1,$2,$3}'",
    "awk 'NR>1&&NR<4'",
    "awk '$1>2'",
    "awk -v x=3 '{print x+NR}'",
    "awk 'BEGIN{OFS=\"-\"}{$1=$1;print}'",
    "awk '{for(i=NF;i>0;i--)printf \"%s \",$i;print \"\"}'",
    "cut -d= -f2",
    "cut -d, -f1,3",
    "cut -c2-",
    "cut -c1-3",
    "cut -d: -f1 -s",
    "cut -f2",
    "sort",
    "sort -r",
    "sort -n",
    "sort -u",
    "sort -V",
    "sort -k2",
    "sort -t, -k2",
    "sort -f",
    "sort -nr",
    "sort -uf",
    "uniq",
    "uniq -c",
    "uniq -d",
    "uniq -u",
    "head -n2",
    "head -c5",
    "head -n-1",
    "tail -n1",
    "tail -n +2",
    "tail -c3",
    "wc -l",
    "wc -w",
    "wc -c",
    "paste -sd,",
    "paste - -",
    "tr a-z A-Z",
    "tr -d a",
    "tr -s ' '",
    "tr -cs a-zA-Z '\\n'",
    "tac",
    "rev",
    "nl",
    "nl -ba",
    "cat -n",
    "cat -A",
    "base64 -w0",
    "fold -w5",
    "xargs",
    "xargs -n1 echo x",
    "xargs -d '\\n' -n1 echo",
];

/// A row of numbers that is the same on every run.
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % end
    }

    fn of<'t>(&mut self, all: &[&'t str]) -> &'t str {
        all[self.below(all.len())]
    }

    fn line(&mut self) -> String {
        let (file, _) = FILES[self.below(FILES.len())];
        let mut line = match self.below(4) {
            0 => format!("printf '%s\\n' b a 'c d' a 10 9 2 x=1 | {}", self.command()),
            _ => format!("cat {file} | {}", self.command()),
        };
        if self.below(4) == 0 {
            line = format!("{line} | {}", self.command());
        }
        line
    }

    fn command(&mut self) -> String {
        let pattern = self.of(PATTERNS);
        self.of(COMMANDS).replace("%P", pattern)
    }
}

fn is_gnu(name: &str) -> bool {
    let ran = Command::new(name).arg("--version").output();
    ran.is_ok_and(|ran| String::from_utf8_lossy(&ran.stdout).contains("GNU"))
}

fn real(folder: &std::path::Path, script: &str) -> Map<String, Value> {
    let ran = Command::new("bash")
        .args(["-c", &format!("{script}\nenv -0\n")])
        .current_dir(folder)
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .stdin(std::process::Stdio::null())
        .output()
        .expect("bash runs");
    let text = String::from_utf8_lossy(&ran.stdout).into_owned();
    text.split('\0')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (name.to_owned(), json!(value)))
        .collect()
}

fn modelled(script: &str) -> Value {
    let mut files = Map::new();
    for (name, text) in FILES {
        files.insert(format!("/w/{name}"), json!({ "text": text }));
    }
    files.insert("/tmp/line".into(), json!({ "text": script }));
    let scenario = json!({
        "schema": "envsim-scenario/1", "platform": "linux", "version": "debian 12", "title": "t", "cwd": "/w",
        "env": { "PATH": "/usr/bin:/bin", "BASH_ENV": "/tmp/line", "LANG": null }, "files": files,
    });
    let folder = tempfile::tempdir().expect("a folder");
    let named = folder.path().join("s.json");
    std::fs::write(&named, scenario.to_string()).expect("a file");
    let named = named.to_string_lossy().into_owned();
    let ran = envsim(&["env", "bash:script", "--scenario", &named, "--format", "json"]);
    serde_json::from_str(&ran.out).unwrap_or_else(|why| panic!("{why}: {}{}", ran.out, ran.err))
}

#[test]
fn filters_print_what_the_real_ones_print() {
    let tools = ["bash", "sed", "grep", "sort"];
    if let Some(missing) = tools.iter().find(|tool| !is_gnu(tool)) {
        return skip::skipped(&format!("no GNU {missing}"));
    }
    if Command::new("awk").arg("1").stdin(std::process::Stdio::null()).output().is_err() {
        return skip::skipped("no awk");
    }
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in FILES {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    let mut seeded = Seeded(13);
    let (mut right, mut unknown, mut wrong) = (0, Vec::new(), Vec::new());
    for _ in 0..20 {
        let lines: Vec<String> = (0..30).map(|_| seeded.line()).collect();
        let script: String = lines
            .iter()
            .enumerate()
            .map(|(at, line)| {
                format!("V{at}=$({line} 2>/dev/null); S{at}=$?\nexport V{at} S{at}\n")
            })
            .collect();
        let (real, answer) = (real(folder.path(), &script), modelled(&script));
        for (at, line) in lines.iter().enumerate() {
            let names = [format!("V{at}"), format!("S{at}")];
            let known = names.iter().all(|name| answer["variables"][name]["known"] == json!(true));
            let same = |name: &String| answer["variables"][name]["value"] == real[name];
            match (known, names.iter().all(same)) {
                (true, true) => right += 1,
                (false, _) => unknown.push(line.clone()),
                (true, false) => wrong.push(format!(
                    "{line}: {} {}",
                    answer["variables"][&names[0]]["value"], real[&names[0]]
                )),
            }
        }
    }
    println!("{right} right, {} unknown: {unknown:?}", unknown.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(unknown.len() * 10 < right, "{unknown:?}");
}

/// Several readers of one input: what the first one read is gone.
const READERS: &[&str] = &[
    "printf 'a\\nb\\nc\\n' | { cat; cat; }",
    "printf 'a\\nb\\nc\\n' | { head -c2; cat; }",
    "printf 'a\\nb\\n' | { echo hi; cat; }",
    "printf 'a\\nb\\n' | { ls list; cat; }",
    "printf 'a\\nb\\n' | { wc -l; wc -l; }",
    "printf 'a\\nb\\n' | { cat | tr a z; cat; }",
    "printf 'a\\nb\\n' | { (read x; echo $x); read y; echo $y; }",
    "printf 'a\\nb\\n' | { x=$(cat); cat; echo \"=$x\"; }",
    "printf 'a\\nb\\n' | { sh -c 'read x; echo $x'; cat; }",
    "printf 'a\\nb\\n' | { sh -c 'echo q'; cat; }",
    "printf 'a\\nb\\n' | { env cat; cat; }",
    "printf 'a\\nb\\n' | { true & cat; }",
    "printf 'a\\nb\\n' | { awk 'BEGIN{print 1}'; cat; }",
    "printf 'a\\nb\\n' | { dirname /a/b; cat; }",
    "printf 'a b\\n' | { xargs echo; cat; }",
    "printf '%s\\n' 1 2 3 | (read a; read b; echo $b$a; cat)",
    "printf 'a\\nb\\n' | while read -r l; do echo $l; tr a-z A-Z; done",
    "{ head -n1; cat; } < list",
    "{ sort; cat; } < list",
    "while read -r l; do x=$(cat); echo \"$l:$x;\"; done < list",
    "n=0; while read -r l; do n=$((n+1)); done < list; echo $n",
    "cat list | tail +2",
    "tail +3 list",
    "sort -o /dev/stdout list",
];

#[test]
fn what_a_program_reads_is_gone() {
    if !is_gnu("bash") || !is_gnu("sort") {
        return skip::skipped("no GNU bash and sort");
    }
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in FILES {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    let row = |(at, line): (usize, &&str)| format!("V{at}=$({line})\nexport V{at}\n");
    let script: String = READERS.iter().enumerate().map(row).collect();
    let (real, answer) = (real(folder.path(), &script), modelled(&script));
    for (at, line) in READERS.iter().enumerate() {
        let one = &answer["variables"][format!("V{at}")];
        let known = one["known"] == json!(true);
        assert!(!known || one["value"] == real[&format!("V{at}")], "{line}: {one}");
        assert!(known || line.contains("/dev/"), "{line}: {one}");
    }
}
