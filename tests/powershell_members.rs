//! A member that the engine has is never answered with null, known or not (tests/data/powershell-members.txt).

mod powershell_support;

use powershell_support::{cases, judge};

/// The cases of a file whose lines may name several members of one object.
fn spread(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        let head = line.starts_with(['#', '\n']) || line.is_empty();
        match line.rsplit_once(" | ").filter(|_| !head) {
            Some((of, names)) if is_names(names) => {
                let is_type = of.starts_with('[') && of.find(']') == Some(of.len() - 1);
                let dots = if is_type { "::" } else { "." };
                let is_cast = of.starts_with('[') && !is_type && !of.contains("]::");
                let of = if is_cast || of.contains(' ') && !of.starts_with('(') {
                    format!("({of})")
                } else {
                    of.to_owned()
                };
                lines.extend(names.split(' ').map(|name| line_of(&format!("{of}{dots}{name}"))));
            }
            _ if head || is_machine(line) => lines.push(line.to_owned()),
            _ => lines.push(line_of(line)),
        }
    }
    lines.join("\n")
}

fn is_names(text: &str) -> bool {
    text.split(' ')
        .all(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'))
}

fn is_machine(line: &str) -> bool {
    ["env ", "dir ", "file ", "reg "].iter().any(|word| line.starts_with(word))
}

/// The last statement of a line is asked for `$null`.
fn line_of(line: &str) -> String {
    let (before, last) = line.rsplit_once("; ").unwrap_or(("", line));
    let joint = if before.is_empty() { "" } else { "; " };
    format!("{before}{joint}$v = {last}; $env:R = $null -eq $v ==> False")
}

#[test]
fn no_member_of_the_engine_is_null() {
    let text = spread(include_str!("data/powershell-members.txt"));
    let (heads, all) = cases::read(&text);
    let (mut known, mut unknown, mut wrong) = (0, 0, Vec::new());
    for case in &all {
        match judge::one(&heads[case.head], case) {
            judge::Verdict::Right => known += 1,
            judge::Verdict::Unknown(_) => unknown += 1,
            judge::Verdict::Wrong(got) if got.starts_with("Some(\"False\")") => known += 1,
            judge::Verdict::Wrong(got) | judge::Verdict::Disputed(got) => {
                wrong.push(format!("{} ({}): {got}", case.script, heads[case.head].title));
            }
        }
    }
    println!("known {known}, unknown {unknown}, null {}", wrong.len());
    assert!(all.len() >= 600, "{} expressions", all.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
