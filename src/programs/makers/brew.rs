//! `brew` and `path_helper`.

use crate::machine::Platform;
use crate::programs::{Cannot, Followed, Program, Run};
use crate::text::{Encoding, Place, Source, Span, decode};
use crate::value::{Origin, Value};

/// What is followed here.
pub const ALL: &[&Program] = &[&BREW, &PATH_HELPER];

/// brew(1).
pub static BREW: Program = Program::new(
    &["brew"],
    "shellenv, --prefix, --cellar, --repository; of a formula the prefix",
    "its own: Homebrew 4 and 5, Library/Homebrew/cmd/shellenv.sh",
    brew,
)
.needs("where brew stands; on macOS /etc/paths and /etc/paths.d")
.portable();
/// path_helper(8).
pub static PATH_HELPER: Program = Program::new(
    &["path_helper"],
    "-s: /etc/paths, /etc/paths.d, then PATH",
    "path_helper(8), macOS 14",
    path_helper,
)
.needs("/etc/paths and /etc/paths.d")
.portable();

fn brew(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let Some(prefix) = run.path().strip_suffix("/bin/brew").map(str::to_owned) else {
        return Err(Cannot::NotFollowed);
    };
    let repository = match prefix.as_str() {
        "/opt/homebrew" => prefix.clone(),
        other => format!("{other}/Homebrew"),
    };
    run.out = match words.as_slice() {
        ["shellenv"] => {
            let shell = run.shell().to_owned();
            return shellenv(run, &prefix, &repository, &shell);
        }
        ["shellenv", shell] => {
            let shell = shell.trim_start_matches('-').to_owned();
            return shellenv(run, &prefix, &repository, &shell);
        }
        ["--prefix"] => prefix,
        ["--prefix", formula] if !formula.starts_with('-') && !formula.contains('/') => {
            format!("{prefix}/opt/{formula}")
        }
        ["--cellar"] => format!("{prefix}/Cellar"),
        ["--cellar", formula] if !formula.starts_with('-') => format!("{prefix}/Cellar/{formula}"),
        ["--repository" | "--repo"] => repository,
        ["--caskroom"] => format!("{prefix}/Caskroom"),
        _ => return Err(Cannot::NotFollowed),
    } + "\n";
    Ok(0)
}

/// Homebrew asks path_helper on macOS, and says nothing when PATH begins with its own directories already.
fn shellenv(run: &mut Run<'_>, prefix: &str, repository: &str, shell: &str) -> Followed {
    if !matches!(shell, "bash" | "zsh" | "sh" | "dash" | "ksh") {
        return Err(Cannot::NotFollowed);
    }
    let path = run.variable("PATH")?.unwrap_or_default();
    let begun = format!("{prefix}/bin:{prefix}/sbin");
    let mac = run.machine().platform() == Platform::MacOs;
    let kept = run.variable("HOMEBREW_PATH").ok().flatten().is_some();
    if (path == begun || path.starts_with(&format!("{begun}:"))) && !kept {
        return Ok(0);
    }
    let mut out = format!(
        "export HOMEBREW_PREFIX=\"{prefix}\";\nexport HOMEBREW_CELLAR=\"{prefix}/Cellar\";\nexport HOMEBREW_REPOSITORY=\"{repository}\";\n"
    );
    if shell == "zsh" {
        out.push_str(&format!("fpath[1,0]=\"{prefix}/share/zsh/site-functions\";\n"));
    }
    let front = out;
    let origin = Origin::Signature { name: "brew".into(), place: run.place().clone() };
    let mut value = Value::known(front, origin.clone());
    let helper = "/usr/libexec/path_helper";
    if mac && run.machine().is_file(helper) {
        // `PATH_HELPER_ROOT=$PREFIX path_helper -s`: brew's own etc/paths comes first.
        let entries = helped(run, prefix, true)?;
        value.push("PATH=\"", origin.clone());
        value.append(Value::from_entries(entries, ':'));
        value.push("\"; export PATH;\n", origin.clone());
    } else {
        value.push(format!("export PATH=\"{begun}${{PATH+:$PATH}}\";\n"), origin.clone());
    }
    value.push(
        format!(
            "[ -z \"${{MANPATH-}}\" ] || export MANPATH=\":${{MANPATH#:}}\";\nexport INFOPATH=\"{prefix}/share/info:${{INFOPATH:-}}\";\n"
        ),
        origin,
    );
    run.value = Some(value);
    Ok(0)
}

/// The entries that path_helper makes; with brew's root those of its own `etc/paths` lead.
fn helped(run: &mut Run<'_>, root: &str, brews: bool) -> Result<Vec<Value>, Cannot> {
    let mut entries: Vec<Value> = Vec::new();
    let mut files = Vec::new();
    if brews {
        let own = format!("{root}/etc/paths");
        files.push(own);
        let place = Origin::Signature { name: "brew".into(), place: run.place().clone() };
        if !run.machine().is_file(&files[0]) {
            entries.push(Value::known(format!("{root}/bin"), place.clone()));
            entries.push(Value::known(format!("{root}/sbin"), place));
        }
    } else {
        files.push("/etc/paths".to_owned());
        let more = run.machine().list("/etc/paths.d").unwrap_or_default();
        files.extend(more.into_iter().map(|entry| format!("/etc/paths.d/{}", entry.name)));
    }
    for file in files {
        let Ok(bytes) = run.machine().read(&file) else { continue };
        let source = Source::file(&file, decode(&bytes, Encoding::Utf8), None);
        let mut start = 0;
        for line in source.text().split_inclusive('\n') {
            let text = line.trim_end_matches('\n');
            if !text.is_empty() {
                let place = Place::new(&source, Span::new(start, start + text.len()));
                entries.push(Value::known(text, Origin::File(place)));
            }
            start += line.len();
        }
    }
    let old = run.value_of("PATH").unwrap_or_default();
    let old = old.entries(':').into_iter().map(|entry| entry.value);
    entries.extend(old.filter(|value| value.is_empty() != Some(true)));
    let mut seen = std::collections::HashSet::new();
    entries.retain(|entry| entry.text().is_none_or(|text| seen.insert(text.into_owned())));
    Ok(entries)
}

/// path_helper(8): the lines of /etc/paths and /etc/paths.d, then what was in PATH before, each once.
fn path_helper(run: &mut Run<'_>) -> Followed {
    if run.words() != ["-s"] && !run.arguments.is_empty() {
        return Err(Cannot::NotFollowed);
    }
    let entries = helped(run, "", false)?;
    let origin = Origin::Signature { name: "path_helper".into(), place: run.place().clone() };
    let mut text = Value::known("PATH=\"", origin.clone());
    text.append(Value::from_entries(entries, ':'));
    text.push("\"; export PATH;\n", origin);
    run.value = Some(text);
    Ok(0)
}
