//! The rules of the house, read from the sources: what a person would forget, a test remembers.
#![allow(clippy::disallowed_methods, reason = "a test reads its own package")]

#[path = "architecture/circles.rs"]
mod circles;

use std::fs;
use std::path::{Path, PathBuf};

/// The layers, lowest first: a module uses only what stands before it.
const LAYERS: &[&str] = &[
    "text",
    "machine",
    "value",
    "environment",
    "shells",
    "toolchains",
    "programs",
    "session",
    "resolve",
    "callers",
    "compare",
    "rules",
    "report",
    "render",
    "scenario",
    "cli",
];

/// Files that name shells because they are tables of data about machines, or help texts.
const SHELL_TABLES: &[&str] = &[
    "src/machine/live/macos.rs",
    "src/machine/live/unix/shells.rs",
    "src/machine/live/windows/shells.rs",
    "src/scenario/stock.rs",
    "src/session/launch/terminal.rs",
    "src/session/launch/windows/stock.rs",
    "src/cli/args.rs",
];

/// Files above the budget, each with its reason.
const LONG: &[(&str, &str)] = &[];

/// Production lines a file may have; nineteen in twenty stay below 450.
const BUDGET: usize = 650;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every source file below `src`, sorted: its name from the root of the package, and its text without tests.
fn sources() -> Vec<(String, String)> {
    let mut paths = Vec::new();
    collect(&root().join("src"), &mut paths);
    let mut found = Vec::new();
    // `tests.rs` is tests of its own file's production code: no layer, no budget.
    for path in paths.iter().filter(|path| !path.ends_with("tests.rs")) {
        let text = fs::read_to_string(path).expect("a source is text");
        let end = text.find("#[cfg(test)]\nmod ").unwrap_or(text.len());
        found.push((named(path), text[..end].to_owned()));
    }
    found.sort();
    found
}

/// A source's name from the root of the package.
fn named(path: &Path) -> String {
    path.strip_prefix(root()).expect("below the root").to_string_lossy().replace('\\', "/")
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the sources are there").flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn layer(file: &str) -> Option<usize> {
    let inside = file.strip_prefix("src/")?;
    let top = inside.split('/').next()?.trim_end_matches(".rs");
    LAYERS.iter().position(|layer| *layer == top)
}

#[test]
fn imports_point_downwards() {
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let Some(own) = layer(&file) else { continue };
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            for part in code.split("crate::").skip(1) {
                let name: String = part
                    .chars()
                    .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
                    .collect();
                let used = LAYERS.iter().position(|layer| *layer == name);
                if used.is_some_and(|used| used > own) {
                    wrong.push(format!("{file}:{}: {} uses {name}", number + 1, LAYERS[own]));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What counts as needing each other is said in [`circles`].
#[test]
fn no_modules_need_each_other_in_a_circle() {
    let found = circles::circles(&sources());
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_module_has_a_layer() {
    let lib = fs::read_to_string(root().join("src/lib.rs")).expect("the library is there");
    let modules: Vec<&str> =
        lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    for module in &modules {
        assert!(LAYERS.contains(module), "{module} stands in no layer");
        assert!(lib.contains(&format!("[`{module}`]")), "the map of the house lacks {module}");
    }
    assert!(modules.is_sorted());
}

#[test]
fn renderers_see_reports_only() {
    for (file, text) in sources() {
        if !file.starts_with("src/render") {
            continue;
        }
        for part in text.split("crate::").skip(1) {
            let name: String = part.chars().take_while(|letter| letter.is_alphanumeric()).collect();
            assert!(matches!(name.as_str(), "report" | "render"), "{file} uses {name}");
        }
    }
}

#[test]
fn the_host_is_touched_in_one_place() {
    const HOST: &[&str] =
        &["std::env", "std::fs", "std::process", "std::net", "std::os", "std::path", "std::time"];
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        if file.starts_with("src/machine/live") || file == "src/main.rs" {
            continue;
        }
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            let system =
                ["cfg!(", "cfg(windows", "cfg(unix", "cfg(not(", "cfg(any(", "cfg(target_"];
            if HOST.iter().chain(&system).any(|word| code.contains(word)) {
                wrong.push(format!("{file}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_registry_is_opened_for_reading_only() {
    let rights = ["KEY_READ", "KEY_WOW64_64KEY"];
    let writes =
        ["create_subkey", "set_value", "set_raw_value", "delete_", "rename_subkey", "copy_tree"];
    let mut masks = 0;
    for (file, text) in sources() {
        if !file.starts_with("src/machine/live") {
            assert!(!text.contains("winreg"), "{file} opens the registry");
            continue;
        }
        for word in text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_') {
            let right = word.strip_prefix("KEY_").is_some_and(|rest| !rest.is_empty());
            assert!(!right || rights.contains(&word), "{file} asks for {word}");
            assert!(!writes.iter().any(|write| word.starts_with(write)), "{file} calls {word}");
        }
        masks += text.matches("const ACCESS: u32 = KEY_READ | KEY_WOW64_64KEY;").count();
        // Without a mask of its own a key is opened by the crate's: there is one way in.
        assert!(!text.contains(".open_subkey("), "{file} opens a key without the mask");
    }
    assert_eq!(masks, 1, "the access mask stands in one place");
}

#[test]
fn shells_are_named_in_their_folder_only() {
    let names: Vec<String> = ["cmd", "powershell", "pwsh", "bash", "zsh", "sh"]
        .iter()
        .flat_map(|name| [format!("\"{name}\""), format!("\"{name}:"), format!("{name}::")])
        .collect();
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        // What tools print depends on the name of the shell that they are given.
        let tools = file.starts_with("src/programs/");
        if file.starts_with("src/shells") || tools || SHELL_TABLES.contains(&file.as_str()) {
            continue;
        }
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            let bounded = |name: &String| {
                code.match_indices(name.as_str()).any(|(at, _)| {
                    !code[..at].ends_with(|letter: char| letter.is_alphanumeric() || letter == '_')
                })
            };
            if names.iter().any(bounded) {
                wrong.push(format!("{file}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Names of programs that are a shell's own too: builtins, aliases, drives, members of .NET, launchers, options.
const ALSO_A_SHELLS: &[&str] = &[
    "[",
    "bash",
    "cat",
    "cmd",
    "cmd.exe",
    "cp",
    "dash",
    "date",
    "diff",
    "echo",
    "env",
    "false",
    "find",
    "id",
    "kind",
    "locale",
    "ls",
    "mkdir",
    "mv",
    "powershell",
    "printf",
    "pwsh",
    "rm",
    "rmdir",
    "sh",
    "sleep",
    "sort",
    "sudo",
    "tee",
    "test",
    "time",
    "true",
    "truncate",
    "which",
    "zsh",
];

/// What a program does stands in `programs/`; what of a text looks like a mistake may name it (`traps.rs`).
#[test]
fn no_program_is_named_in_a_shell() {
    let names = envsim::programs::ALL.iter().flat_map(|program| program.names);
    let names: Vec<String> = names
        .filter(|name| !ALSO_A_SHELLS.contains(name))
        .map(|name| format!("\"{name}\""))
        .collect();
    assert!(names.len() > 150);
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        if !file.starts_with("src/shells")
            || file.ends_with("traps.rs")
            || file.ends_with("tests.rs")
        {
            continue;
        }
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            if names.iter().any(|name| code.contains(name.as_str())) {
                wrong.push(format!("{file}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn files_keep_to_their_budget() {
    let all = sources();
    let mut long = 0;
    for (file, text) in &all {
        let lines = text.lines().count();
        long += usize::from(lines > 450);
        let excused = LONG.iter().any(|(name, _)| name == file);
        assert!(lines <= BUDGET || excused, "{file} has {lines} lines, the budget is {BUDGET}");
        assert!(!excused || lines > BUDGET, "{file} no longer needs its exception");
    }
    assert!(long * 20 <= all.len(), "{long} of {} files have more than 450 lines", all.len());
}

#[test]
fn modules_stand_in_files_of_their_name() {
    for (file, _) in sources() {
        assert!(!file.ends_with("/mod.rs"), "{file}: foo.rs beside foo/ is the style here");
    }
}

/// A file whose `mod` line was lost takes its tests along, and nobody sees it.
#[test]
fn every_file_is_declared_by_its_parent() {
    let top = root().join("src");
    let mut paths = Vec::new();
    collect(&top, &mut paths);
    for path in paths {
        let (Some(folder), Some(stem)) = (path.parent(), path.file_stem()) else { continue };
        if folder == top {
            continue;
        }
        let text = fs::read_to_string(folder.with_extension("rs")).expect("a folder has a file");
        let declared = format!("mod {};", stem.to_string_lossy());
        assert!(text.contains(&declared), "nothing declares {}", named(&path));
    }
}

#[test]
fn every_file_says_what_it_is() {
    for (file, text) in sources() {
        assert!(text.starts_with("//! "), "{file} does not begin with what it is");
    }
}

#[test]
fn registries_are_unique_and_documented() {
    let shells: Vec<&str> = envsim::shells::ALL.iter().map(|shell| shell.name()).collect();
    let tools: Vec<&str> = envsim::toolchains::ALL.iter().map(|tool| tool.name()).collect();
    let formats: Vec<&str> = envsim::render::ALL.iter().map(|format| format.name()).collect();
    for names in [shells, tools, formats] {
        let mut once = names.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), names.len(), "{names:?}");
    }
    assert!(envsim::shells::ALL.iter().all(|shell| !shell.title().is_empty()));
    assert!(envsim::render::ALL.iter().all(|format| !format.about().is_empty()));
    assert!(envsim::scenario::library::names().collect::<Vec<_>>().is_sorted());
}

#[test]
fn the_changelog_has_an_unreleased_head() {
    let text = fs::read_to_string(root().join("CHANGELOG.md")).expect("the changelog is there");
    let head = text.lines().find(|line| line.starts_with("## "));
    assert_eq!(head, Some("## [Unreleased]"));
}

#[test]
fn committed_texts_name_no_private_place() {
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        for private in ["/work/", "/root/."] {
            if text.contains(private) {
                wrong.push(format!("{file} names {private}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
