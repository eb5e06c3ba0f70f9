//! Windows: scoop's `.shim` files, batch files that only hand over, chocolatey's generated programs.

use super::{Asking, Leads};

pub(super) fn leads(asking: &Asking<'_>, path: &str, name: &str) -> Option<Leads> {
    if !asking.machine.platform().is_windows() {
        return None;
    }
    scoop(asking, path).or_else(|| batch(asking, path)).or_else(|| chocolatey(asking, path, name))
}

/// The file beside it with the same name and `.shim` behind: `path = "…"`.
fn scoop(asking: &Asking<'_>, path: &str) -> Option<Leads> {
    let stem = path
        .get(..path.len().checked_sub(4)?)
        .filter(|_| path.to_ascii_lowercase().ends_with(".exe"))?;
    let file = format!("{stem}.shim");
    let text = asking.read(&file)?;
    let line = text.lines().find_map(|line| line.trim().strip_prefix("path"))?;
    let target = line.trim_start().strip_prefix('=')?.trim().trim_matches('"').to_owned();
    Some(match asking.machine.is_file(&target) {
        true => Leads::To(target, format!("scoop's shim, by {file}")),
        false => Leads::Missing(format!("scoop: {target} is not there, which {file} names")),
    })
}

/// `@"PATH" %*` and nothing else.
fn batch(asking: &Asking<'_>, path: &str) -> Option<Leads> {
    let lower = path.to_ascii_lowercase();
    if !lower.ends_with(".cmd") && !lower.ends_with(".bat") {
        return None;
    }
    let text = asking.read(path).filter(|text| text.len() < 4096)?;
    let acts: Vec<&str> = text
        .lines()
        .map(|line| line.trim().trim_start_matches('@'))
        .filter(|line| {
            let lower = line.to_ascii_lowercase();
            let remark = lower.starts_with("rem ") || lower == "rem" || lower.starts_with("::");
            !line.is_empty() && !remark && lower != "echo off" && lower != "setlocal"
        })
        .collect();
    let [act] = acts.as_slice() else { return None };
    let command = act.strip_suffix("%*")?.trim();
    let command = command.strip_prefix("call ").unwrap_or(command);
    let own = asking.machine.platform().parent(path)?;
    let target = command
        .trim_matches('"')
        .replace("%~dp0\\", &format!("{own}\\"))
        .replace("%~dp0", &format!("{own}\\"));
    if target.contains(['"', '%', '&', '|', '>']) || !asking.machine.platform().is_absolute(&target)
    {
        return None;
    }
    let target = asking.machine.platform().normalize(&target);
    Some(match asking.machine.is_file(&target) {
        true => Leads::To(target, "a batch file that only hands over".to_owned()),
        false => Leads::Missing(format!("{path} runs {target}, which is not there")),
    })
}

/// A program in chocolatey's `bin` is made for the one of that name in its `lib`.
fn chocolatey(asking: &Asking<'_>, path: &str, name: &str) -> Option<Leads> {
    let lower = path.to_ascii_lowercase();
    let root = lower.strip_suffix(&format!("\\bin\\{}", name.to_ascii_lowercase()))?;
    if !root.ends_with("\\chocolatey") || lower.ends_with("\\choco.exe") {
        return None;
    }
    let lib = format!("{}\\lib", &path[..root.len()]);
    let mut found = Vec::new();
    search(asking, &lib, name, 0, &mut found);
    Some(match found.as_slice() {
        [one] => {
            Leads::To(one.clone(), "chocolatey's shim of the one program of that name".to_owned())
        }
        [] => Leads::Unknown("chocolatey's shim holds its path inside itself".to_owned()),
        _ => {
            Leads::Unknown("several packages of chocolatey have a program of that name".to_owned())
        }
    })
}

fn search(asking: &Asking<'_>, directory: &str, name: &str, depth: u32, found: &mut Vec<String>) {
    if depth > 5 || found.len() > 2 {
        return;
    }
    for entry in asking.machine.list(directory).unwrap_or_default() {
        let inner = asking.in_directory(directory, &entry.name);
        match entry.kind {
            crate::machine::Kind::Directory => search(asking, &inner, name, depth + 1, found),
            _ if crate::machine::path::same_name(&entry.name, name) => found.push(inner),
            _ => {}
        }
    }
}
