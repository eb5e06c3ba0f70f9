//! `TOOL completion SHELL`: functions and nothing else.

use super::effect::functions;
use super::powershell;
use crate::programs::{Cannot, Followed, Program, Run};
use crate::value::Shape;

/// What is followed here.
pub const ALL: &[&Program] = &[&ARGCOMPLETE, &COMPLETERS];

/// register-python-argcomplete.
pub static ARGCOMPLETE: Program = Program::new(
    &["register-python-argcomplete", "register-python-argcomplete3"],
    "the functions for bash, -e, --no-defaults, --complete-arguments",
    "its own: argcomplete 2.0, judged beside it",
    argcomplete,
)
.portable();
/// Tools whose completions are one function of their own name.
pub static COMPLETERS: Program = Program::new(
    &[
        "rustup",
        "pip",
        "pip3",
        "gh",
        "helm",
        "kubectl",
        "minikube",
        "kind",
        "flux",
        "argocd",
        "docker",
        "podman",
        "hugo",
        "deno",
        "bun",
        "just",
        "uvx",
        "chezmoi",
        "op",
        "k3d",
        "golangci-lint",
        "yq",
        "volta",
    ],
    "completion for a shell, as far as it reaches",
    "its own: the tools' completions of 2023 to 2026",
    completer,
)
.portable()
.on_windows();

fn argcomplete(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let mut external = None;
    let mut names = Vec::new();
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        match word.as_str() {
            "--no-defaults" => {}
            "-s" | "--shell" => match rest.next().map(String::as_str) {
                Some("bash") => {}
                _ => return Err(Cannot::NotFollowed),
            },
            "-e" | "--external-argcomplete-script" => external = rest.next().cloned(),
            // It takes all words up to another option.
            "--complete-arguments" => {
                while rest.clone().next().is_some_and(|word| !word.starts_with("--")) {
                    let _ = rest.next();
                }
            }
            "--" => names.extend(rest.by_ref().cloned()),
            word if word.starts_with('-') => return Err(Cannot::NotFollowed),
            name => names.push(name.to_owned()),
        }
    }
    if names.is_empty() {
        let (reason, status) = ("is its help".to_owned(), Some(1));
        return Err(Cannot::Because { reason, shape: Shape::Filled, status });
    }
    let suffix = external.map(|script| format!("_{script}")).unwrap_or_default();
    let main = format!("_python_argcomplete{suffix}");
    let all = ["__python_argcomplete_run", "__python_argcomplete_run_inner", &main];
    run.effect = Some(functions(run, &all));
    Ok(0)
}

fn completer(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match (run.name, words.as_slice()) {
        ("rustup", ["completions", "bash"] | ["completions", "bash", "rustup"]) => {
            run.effect = Some(functions(run, &["_rustup"]));
            Ok(0)
        }
        ("rustup", ["completions", "powershell"] | ["completions", "powershell", "rustup"])
        | ("deno" | "volta", ["completions", "powershell"])
            if run.is_powershell() =>
        {
            powershell::completion(run, &[])
        }
        ("gh", ["completion", "-s" | "--shell", "powershell"])
        | (
            "helm" | "kubectl" | "minikube" | "kind" | "flux" | "argocd" | "docker" | "podman"
            | "hugo" | "chezmoi" | "op" | "k3d" | "golangci-lint" | "yq",
            ["completion", "powershell"],
        ) if run.is_powershell() => {
            let name = run.name.strip_suffix(".exe").unwrap_or(run.name).to_owned();
            let (debug, escape) =
                (format!("__{name}_debug"), format!("__{name}_escapeStringWithSpecialChars"));
            powershell::completion(run, &[&debug, &escape])
        }
        _ => Err(Cannot::NotFollowed),
    }
}
