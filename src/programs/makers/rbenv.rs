//! `rbenv` and its relatives: `nodenv`, `plenv`, `phpenv`, `jenv`.

use crate::programs::shims;
use crate::programs::versions;
use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&RBENV, &JENV];

/// rbenv, nodenv, plenv, phpenv.
pub static RBENV: Program = Program::new(
    &["rbenv", "nodenv", "plenv", "phpenv"],
    "init with all its options, root, rehash, --version, global and local with a version, version, versions --bare, prefix, version-name, which, shell",
    "its own: rbenv 1.1.2 and 1.3, libexec/rbenv-init, judged beside it; nodenv 1.4",
    rbenv,
)
.needs("$RBENV_ROOT, the completions beside it")
.portable();
/// jenv.
pub static JENV: Program = Program::new(
    &["jenv"],
    "init, without plugins that have hooks",
    "its own: jenv 0.5.5, libexec/jenv-init",
    jenv,
)
.portable();

fn root(run: &Run<'_>, name: &str) -> Result<String, Cannot> {
    Ok(match run.filled(&format!("{}_ROOT", name.to_uppercase()))? {
        Some(root) => root,
        None => format!("{}/.{name}", run.home()?),
    })
}

/// The directory that holds libexec and completions.
fn installed(run: &Run<'_>) -> Option<String> {
    let real = run.machine().real_path(run.path()).ok()?;
    real.rsplit_once('/').map(|(folder, _)| folder.to_owned())
}

fn rbenv(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let name = run.name.to_owned();
    match words.as_slice() {
        ["init", rest @ ..] => init(run, &name, rest),
        ["root"] => {
            run.out = root(run, &name)? + "\n";
            Ok(0)
        }
        ["rehash"] => {
            let root = root(run, &name)?;
            shims::versions::rehashed(run, &root);
            Ok(0)
        }
        ["--version" | "-v"] => versions::line(run, &[&name], &format!("{name} ")),
        ["global" | "local" | "version" | "version-file" | "version-origin" | "versions", ..] => {
            let root = root(run, &name)?;
            shims::versions::told(run, &name, &root, &words)
        }
        ["prefix" | "version-name" | "which" | "sh-shell", ..] => {
            let root = root(run, &name)?;
            shims::pyenv::asked(run, &name, &root, &words)
        }
        _ => Err(Cannot::NotFollowed),
    }
}

fn init(run: &mut Run<'_>, name: &str, words: &[&str]) -> Followed {
    let version = versions::of(run, &[name]);
    let modern = name == "rbenv" && version.as_ref().is_some_and(|one| one.is_at_least(&[1, 3]));
    if !words.contains(&"-") {
        return run.refuses(1);
    }
    let rehashes = !words.contains(&"--no-rehash");
    // Up to 1.2 as many words are dropped from the front as there are options, wherever they stand.
    let told = match modern {
        true => words.iter().find(|word| !word.starts_with('-')).copied(),
        false => {
            let options = words.iter().filter(|word| matches!(**word, "-" | "--no-rehash")).count();
            words.get(options).copied()
        }
    };
    let shell = told.filter(|word| !word.is_empty()).unwrap_or(run.shell()).to_owned();
    if shell == "fish" {
        return Err(Cannot::NotFollowed);
    }
    let root = root(run, name)?;
    shims::versions::made(run, &root);
    let upper = name.to_uppercase();
    let mut out = format!("export PATH=\"{root}/shims:${{PATH}}\"\nexport {upper}_SHELL={shell}\n");
    let folder = installed(run).ok_or(Cannot::NotFollowed)?;
    let file = format!("{folder}/../completions/{name}.{shell}");
    if run.machine().status(&file).is_ok_and(|status| status.readable) {
        out.push_str(&format!("source '{file}'\n"));
    }
    if rehashes {
        out.push_str(&format!("command {name} rehash 2>/dev/null\n"));
    }
    let front = if shell == "ksh" {
        format!("function {name} {{\n  typeset command\n")
    } else {
        format!("{name}() {{\n  local command\n")
    };
    out.push_str(&format!(
        "{front}  command=\"${{1:-}}\"\n  if [ \"$#\" -gt 0 ]; then\n    shift\n  fi\n\n  case \"$command\" in\n  rehash|shell)\n    eval \"$({name} \"sh-$command\" \"$@\")\";;\n  *)\n    command {name} \"$command\" \"$@\";;\n  esac\n}}\n"
    ));
    run.out = out;
    Ok(0)
}

fn jenv(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let ["init", "-", rest @ ..] = words.as_slice() else { return Err(Cannot::NotFollowed) };
    let shell =
        rest.iter().find(|word| !word.starts_with('-')).copied().unwrap_or(run.shell()).to_owned();
    if !matches!(shell.as_str(), "bash" | "zsh") {
        return Err(Cannot::NotFollowed);
    }
    let root = root(run, "jenv")?;
    // Plugins that were switched on bring hooks of their own.
    let plugins = run.machine().list(&format!("{root}/plugins")).unwrap_or_default();
    if !plugins.is_empty() {
        return Err(Cannot::NotFollowed);
    }
    let folder = installed(run).ok_or(Cannot::NotFollowed)?;
    let file = format!("{folder}/../completions/jenv.{shell}");
    let source = match run.machine().exists(&file) {
        true => format!("source '{file}'\n"),
        false => String::new(),
    };
    run.effect = Some(format!(
        "export PATH=\"{root}/shims:${{PATH}}\"\nexport JENV_SHELL={shell}\nexport JENV_LOADED=1\nunset JAVA_HOME\nunset JDK_HOME\n{source}{}",
        super::effect::functions(run, &["jenv"])
    ));
    Ok(0)
}
