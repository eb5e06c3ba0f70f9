//! `goenv`: its shims, and GOROOT and GOPATH of the version that is chosen.

use super::effect::quoted;
use crate::programs::shims::pyenv::asked;
use crate::programs::versions::Version;
use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&GOENV];

/// goenv.
pub static GOENV: Program = Program::new(
    &["goenv"],
    "init with its options, rehash --only-manage-paths, root, rehash, --version, prefix, version-name, which, shell",
    "its own: goenv 2.2, libexec/goenv-init and goenv-sh-rehash",
    goenv,
)
.needs("APP_VERSION and the completions beside it, $GOENV_ROOT, ~/.goenvrc")
.portable();

fn goenv(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let root = match run.filled("GOENV_ROOT")? {
        Some(root) => root,
        None => format!("{}/.goenv", run.home()?),
    };
    match words.as_slice() {
        ["init", rest @ ..] => init(run, &root, rest),
        ["root"] => {
            run.out = root + "\n";
            Ok(0)
        }
        ["rehash"] => Ok(0),
        ["--version" | "-v"] => {
            let version = version(run).ok_or(Cannot::NotFollowed)?;
            run.out = format!("goenv {version}\n");
            Ok(0)
        }
        ["sh-rehash", "--only-manage-paths"] => managed(run, &root),
        ["prefix" | "version-name" | "which" | "sh-shell", ..] => {
            asked(run, "goenv", &root, &words)
        }
        _ => Err(Cannot::NotFollowed),
    }
}

/// The folder that it was unpacked to.
fn folder(run: &Run<'_>) -> Option<String> {
    let real = run.machine().real_path(run.path()).ok()?;
    let inner = real.rsplit_once('/')?.0;
    inner.rsplit_once('/').map(|(folder, _)| folder.to_owned())
}

fn version(run: &Run<'_>) -> Option<Version> {
    let bytes = run.machine().read(&format!("{}/APP_VERSION", folder(run)?)).ok()?;
    Version::parse(std::str::from_utf8(&bytes).ok()?)
}

fn init(run: &mut Run<'_>, root: &str, words: &[&str]) -> Followed {
    // Before 2.0 the shims stood in front without being asked for.
    if !version(run).is_some_and(|one| one.is_at_least(&[2])) {
        return Err(Cannot::NotFollowed);
    }
    if !words.contains(&"-") {
        return run.refuses(0);
    }
    let told = words.iter().find(|word| !word.starts_with('-')).copied();
    let shell = told.unwrap_or(run.shell()).to_owned();
    if !matches!(shell.as_str(), "bash" | "zsh")
        || run.filled("GOENV_AUTOMATICALLY_DETECT_VERSION")?.is_some()
    {
        return Err(Cannot::NotFollowed);
    }
    let rehashes = !words.contains(&"--no-rehash");
    let mut text = format!(
        "export GOENV_SHELL={shell}\nexport GOENV_ROOT={}\n: \"${{GOENV_RC_FILE:=$HOME/.goenvrc}}\"\nif [ -e \"$GOENV_RC_FILE\" ]; then . \"$GOENV_RC_FILE\"; fi\n",
        quoted(root)
    );
    text.push_str(
        "case \"$PATH\" in\n*\"$GOENV_ROOT/shims\"*) ;;\n*) if [ \"${GOENV_PATH_ORDER:-}\" = front ]; then export PATH=\"$GOENV_ROOT/shims:$PATH\"; else export PATH=\"$PATH:$GOENV_ROOT/shims\"; fi ;;\nesac\n",
    );
    let completion = format!("{}/completions/goenv.{shell}", folder(run).unwrap_or_default());
    if run.machine().exists(&completion) {
        text.push_str(&format!(". {}\n", quoted(&completion)));
    }
    text.push_str(
        "goenv() {\n  case \"${1:-}\" in\n  rehash|shell) eval \"$(command goenv \"sh-$1\" \"${@:2}\")\" ;;\n  *) command goenv \"$@\" ;;\n  esac\n}\n",
    );
    if rehashes {
        text.push_str("goenv rehash --only-manage-paths\n");
    }
    run.effect = Some(text);
    Ok(0)
}

/// What a shell evaluates to have the chosen version's tree and workspace.
fn managed(run: &mut Run<'_>, root: &str) -> Followed {
    let status = asked(run, "goenv", root, &["version-name"])?;
    let name = std::mem::take(&mut run.out).trim_end().to_owned();
    if status != 0 || name == "system" || name.is_empty() {
        return Ok(status);
    }
    let given = ["GOENV_APPEND_GOPATH", "GOENV_PREPEND_GOPATH"];
    for variable in given {
        if run.filled(variable)?.is_some() && run.filled("GOPATH")?.is_some() {
            return Err(Cannot::NotFollowed);
        }
    }
    if name.contains(':') {
        return Err(Cannot::NotFollowed);
    }
    let off = |run: &Run<'_>, what: &str| -> Result<bool, Cannot> {
        Ok(run.variable(&format!("GOENV_DISABLE_{what}"))?.as_deref() == Some("1"))
    };
    if !off(run, "GOROOT")? {
        run.out.push_str(&format!("export GOROOT=\"{root}/versions/{name}\"\n"));
    }
    if !off(run, "GOPATH")? {
        let front = match run.filled("GOENV_GOPATH_PREFIX")? {
            Some(front) => front,
            None => format!("{}/go", run.home()?),
        };
        run.out.push_str(&format!("export GOPATH=\"{front}/{name}\"\n"));
    }
    run.out.push_str("hash -r 2>/dev/null || true\n");
    Ok(0)
}
