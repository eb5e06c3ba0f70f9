//! `hub`: the alias by which git becomes hub.

use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&HUB];

/// hub.
pub static HUB: Program = Program::new(
    &["hub"],
    "alias with and without -s, for every shell it knows",
    "its own: hub 2.14, commands/alias.go, judged beside it",
    hub,
)
.portable();

fn hub(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    match words.split_first() {
        Some((asked, rest)) if asked == "alias" => alias(run, rest),
        _ => Err(Cannot::NotFollowed),
    }
}

/// The shells, and the file that a person is told to write to.
const SHELLS: &[(&str, &str)] = &[
    ("bash", "~/.bash_profile"),
    ("zsh", "~/.zshrc"),
    ("sh", "your profile"),
    ("ksh", "~/.profile"),
    ("csh", "~/.cshrc"),
    ("tcsh", "~/.tcshrc"),
    ("fish", "~/.config/fish/functions/git.fish"),
    ("rc", "$home/lib/profile"),
];

fn alias(run: &mut Run<'_>, words: &[String]) -> Followed {
    let (flags, shells): (Vec<&String>, Vec<&String>) =
        words.iter().partition(|word| word.starts_with('-'));
    if flags.iter().any(|flag| *flag != "-s") {
        return run.refuses(1);
    }
    let named = match shells.first() {
        Some(shell) => Some((*shell).clone()),
        None => run.filled("SHELL")?,
    };
    let name = named.as_deref().and_then(|path| path.rsplit('/').next());
    let Some((shell, profile)) = SHELLS.iter().find(|(shell, _)| Some(*shell) == name) else {
        return run.refuses(1);
    };
    run.out = match (flags.is_empty(), *shell) {
        (false, "csh" | "tcsh") => "alias git hub\n".to_owned(),
        (false, "rc") => "fn git { builtin hub $* }\n".to_owned(),
        (false, _) => "alias git=hub\n".to_owned(),
        (true, "bash" | "zsh" | "ksh" | "sh") => format!(
            "# Wrap git automatically by adding the following to {profile}:\n\neval \"$(hub alias -s)\"\n"
        ),
        (true, _) => return Err(Cannot::NotFollowed),
    };
    Ok(0)
}
