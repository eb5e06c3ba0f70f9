//! What `contrib/` has for CI is run against the dotfiles that it carries.
#![cfg(unix)]
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test runs scripts in folders of its own"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn contrib() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("contrib")
}

/// A folder with the sample dotfiles.
fn dotfiles() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for name in [".bashrc", ".environment", ".profile", "scenario.json", ".envsim.json"] {
        fs::copy(contrib().join("dotfiles").join(name), folder.path().join(name)).expect("copied");
    }
    folder
}

fn run(command: &mut Command, folder: &Path) -> Output {
    let own = Path::new(env!("CARGO_BIN_EXE_envsim")).parent().expect("a folder");
    let path = format!("{}:{}", own.display(), std::env::var("PATH").unwrap_or_default());
    command.current_dir(folder).env("PATH", path).output().expect("it starts")
}

fn action(folder: &Path, inputs: &[(&str, &str)]) -> (i32, String, String) {
    let summary = folder.join("summary.md");
    let mut command = Command::new("sh");
    command.arg(contrib().join("action/check.sh")).env("GITHUB_STEP_SUMMARY", &summary);
    let ran = run(command.envs(inputs.iter().copied()), folder);
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert!(ran.stderr.is_empty(), "{}", String::from_utf8_lossy(&ran.stderr));
    (ran.status.code().unwrap_or(-1), said, fs::read_to_string(summary).unwrap_or_default())
}

#[test]
fn the_action_passes_on_the_sample_and_annotates_what_breaks_it() {
    let folder = dotfiles();
    let (code, said, summary) = action(folder.path(), &[("ENVSIM_DENY", "warning")]);
    assert_eq!((code, said.as_str()), (0, ""), "{summary}");
    assert!(summary.starts_with("### envsim"), "{summary}");

    fs::write(folder.path().join(".bashrc"), "export PATH=\".:$PATH\"\n").expect("written");
    let sarif = [("ENVSIM_SARIF", "out.sarif"), ("ENVSIM_FILES", ".bashrc")];
    let (code, said, summary) = action(folder.path(), &sarif);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("::error title=P003 relative-path-entry,file=.bashrc,line=1,"), "{said}");
    assert!(summary.contains("failed-expectation"), "{summary}");
    let sarif = fs::read_to_string(folder.path().join("out.sarif")).expect("written");
    assert!(sarif.contains("\"uri\":\".bashrc\""), "{sarif}");
}

#[test]
fn the_action_file_runs_the_script_with_each_of_its_inputs() {
    let text = fs::read_to_string(contrib().join("action/action.yml")).expect("it is there");
    let script = fs::read_to_string(contrib().join("action/check.sh")).expect("it is there");
    assert!(text.contains("run: sh \"$GITHUB_ACTION_PATH/check.sh\""));
    for input in ["scenario", "files", "deny", "sarif"] {
        let name = format!("ENVSIM_{}", input.to_uppercase());
        assert!(text.contains(&format!("{name}: ${{{{ inputs.{input} }}}}")), "{input}");
        assert!(script.contains(&name), "{input}");
    }
}

#[test]
fn the_hook_refuses_a_commit_with_a_trap() {
    let folder = dotfiles();
    let git = |words: &[&str]| {
        let mut command = Command::new("git");
        command.args(["-c", "user.name=me", "-c", "user.email=me@example.org"]).args(words);
        run(&mut command, folder.path())
    };
    if Command::new("git").arg("--version").output().is_err() {
        eprintln!("skipped: no git");
        return;
    }
    assert!(git(&["init", "-q"]).status.success());
    let hook = folder.path().join(".git/hooks/pre-commit");
    fs::create_dir_all(hook.parent().expect("a folder")).expect("made");
    fs::copy(contrib().join("pre-commit"), &hook).expect("copied");
    git(&["add", "."]);
    let fine = git(&["commit", "-qm", "fine"]);
    assert!(fine.status.success(), "{}", String::from_utf8_lossy(&fine.stderr));

    fs::write(folder.path().join("setup.sh"), "PATH = /usr/bin\n").expect("written");
    git(&["add", "setup.sh"]);
    let bad = git(&["commit", "-qm", "bad"]);
    assert!(!bad.status.success(), "{}", String::from_utf8_lossy(&bad.stdout));
}
