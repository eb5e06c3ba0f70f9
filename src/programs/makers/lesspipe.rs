//! `lesspipe`: the filter in front of `less`.

use crate::machine::Kind;
use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&LESSPIPE];

/// lesspipe(1).
pub static LESSPIPE: Program = Program::new(
    &["lesspipe", "lessfile"],
    "the two variables",
    "its own: Debian's less 590, judged beside it",
    lesspipe,
);

fn lesspipe(run: &mut Run<'_>) -> Followed {
    if run.arguments.len() > 1 {
        run.out = format!("Usage: eval `{}`\n", run.name);
        return Ok(0);
    }
    if !run.arguments.is_empty() {
        return Err(Cannot::NotFollowed);
    }
    let own = run.machine().link_status(run.path()).is_ok_and(|status| status.kind != Kind::Other);
    if !own {
        return Err(Cannot::NotFollowed);
    }
    let csh = run.variable("SHELL")?.is_some_and(|shell| shell.ends_with("csh"));
    let path = run.path().to_owned();
    let pipe = if run.name == "lessfile" { "" } else { "| " };
    let (set, is) = if csh { ("setenv", ' ') } else { ("export", '=') };
    run.out =
        format!("{set} LESSOPEN{is}\"{pipe}{path} %s\";\n{set} LESSCLOSE{is}\"{path} %s %s\";\n");
    Ok(0)
}
