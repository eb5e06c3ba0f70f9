//! Node's package manager `pnpm`.

use super::effect::functions;
use crate::programs::{Cannot, Followed, Program, Run, versions};

/// What is followed here.
pub const ALL: &[&Program] = &[&PNPM];

/// pnpm.
pub static PNPM: Program = Program::new(
    &["pnpm"],
    "bin, root and prefix, with -g; --version; completion of bash and zsh",
    "its own: pnpm 9 to 12, judged beside 9.15, 10.34 and 12.21",
    pnpm,
)
.needs("package.json, $PNPM_HOME, which pnpm it is")
.portable();

fn pnpm(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    run.out = match words.as_slice() {
        ["--version" | "-v"] => return versions::line(run, &[], ""),
        ["completion", shell] => return completion(run, shell),
        ["prefix"] => project(run)?,
        ["bin"] => format!("{}/node_modules/.bin", project(run)?.trim_end_matches('/')),
        ["root"] => format!("{}/node_modules", project(run)?.trim_end_matches('/')),
        ["bin", "-g" | "--global"] | ["-g", "bin"] => return global(run, true),
        ["root", "-g" | "--global"] | ["-g", "root"] => return global(run, false),
        _ => return Err(Cannot::NotFollowed),
    } + "\n";
    Ok(0)
}

/// The nearest directory above with a package, else the one it is called in.
fn project(run: &Run<'_>) -> Result<String, Cannot> {
    let cwd = run.cwd()?;
    let platform = run.machine().platform();
    let mut directory = cwd.clone();
    loop {
        let has = |name: &str| run.machine().exists(&platform.join(&directory, name));
        if ["package.json", "package.json5", "package.yaml"].into_iter().any(has) {
            return Ok(directory);
        }
        match platform.parent(&directory) {
            Some(above) => directory = above.to_owned(),
            None => return Ok(cwd),
        }
    }
}

/// The directory of programs for everybody must stand on PATH, else there is no answer.
fn global(run: &mut Run<'_>, programs: bool) -> Followed {
    let version = versions::of(run, &[]).ok_or(Cannot::NotFollowed)?;
    let (old, new) = (!version.is_at_least(&[11]), version.is_at_least(&[12]));
    let (Some(home), true) = (run.filled("PNPM_HOME")?, old || new) else {
        return Err(Cannot::NotFollowed);
    };
    // Other directories can be set in its own files.
    for file in [format!("{}/.npmrc", run.home()?), format!("{}/.config/pnpm/rc", run.home()?)] {
        if run.machine().exists(&file) {
            return Err(Cannot::NotFollowed);
        }
    }
    let bin = if old { home.clone() } else { format!("{home}/bin") };
    let path = run.variable("PATH")?.unwrap_or_default();
    let there = path.split(':').any(|entry| entry.trim_end_matches('/') == bin);
    if !there && (programs || new) {
        return run.refuses(1);
    }
    run.out = match (programs, old) {
        (true, _) => bin,
        (false, true) => format!("{home}/global/5/node_modules"),
        (false, false) => format!("{home}/global/v11"),
    } + "\n";
    Ok(0)
}

fn completion(run: &mut Run<'_>, shell: &str) -> Followed {
    let own = functions(run, &["_pnpm_completion"]);
    run.effect = Some(match shell {
        "bash" => own,
        // It only calls zsh's own `compdef`, where that is there.
        "zsh" if run.shell() == "zsh" => {
            format!("if type compdef >/dev/null 2>&1; then\n{own}fi\n")
        }
        _ => return Err(Cannot::NotFollowed),
    });
    Ok(0)
}
