//! `pyenv` with its plugin pyenv-virtualenv.

use crate::programs::shims;
use crate::programs::versions::{self, Version};
use crate::programs::{Cannot, Followed, Program, Run};
use crate::value::{Origin, Value};

/// What is followed here.
pub const ALL: &[&Program] = &[&PYENV];

/// pyenv.
pub static PYENV: Program = Program::new(
    &["pyenv"],
    "init with all its options, virtualenv-init, root, rehash, --version, global and local with a version, version, prefix, version-name, which, shell",
    "its own: libexec/pyenv-init of 1.2, 2.0 to 2.2 and 2.3 to 2.6; pyenv-virtualenv 1.2",
    pyenv,
)
.needs("$PYENV_ROOT, the completions beside it, its version in libexec/pyenv---version or CHANGELOG.md")
.portable();

/// `$PYENV_ROOT`, by default `~/.pyenv`.
pub(crate) fn root(run: &Run<'_>) -> Result<String, Cannot> {
    Ok(match run.filled("PYENV_ROOT")? {
        Some(root) => root.trim_end_matches('/').to_owned(),
        None => format!("{}/.pyenv", run.home()?),
    })
}

/// The directory pyenv is installed in, links followed.
fn installed(run: &Run<'_>) -> Option<String> {
    let real = run.machine().real_path(run.path()).ok()?;
    let folder = real.rsplit_once('/')?.0;
    folder.strip_suffix("/libexec").or_else(|| folder.strip_suffix("/bin")).map(str::to_owned)
}

fn version(run: &Run<'_>) -> Option<Version> {
    let root = installed(run)?;
    let file = format!("{root}/libexec/pyenv---version");
    let bytes = run.machine().read(&file).ok();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes.to_vec()).ok());
    let line = text
        .as_deref()
        .and_then(|text| text.lines().find_map(|line| line.strip_prefix("version=")));
    let own = line.and_then(|line| Version::parse(line.trim_matches('"')));
    own.or_else(|| versions::of(run, &["pyenv"])).or_else(|| newest(run, &root))
}

/// The release that the change log begins with.
fn newest(run: &Run<'_>, root: &str) -> Option<Version> {
    let bytes = run.machine().read(&format!("{root}/CHANGELOG.md")).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let heading = |line: &str| {
        let title = line.strip_prefix("## ")?;
        Version::parse(title.trim_start_matches("Release "))
    };
    text.lines().find_map(heading)
}

fn pyenv(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["init", rest @ ..] => init(run, rest),
        ["virtualenv-init", rest @ ..] => virtualenv(run, rest),
        ["root"] => {
            run.out = root(run)? + "\n";
            Ok(0)
        }
        ["rehash"] => {
            let root = root(run)?;
            shims::versions::rehashed(run, &root);
            Ok(0)
        }
        ["--version" | "-v"] => match version(run) {
            Some(version) => {
                run.out = format!("pyenv {version}\n");
                Ok(0)
            }
            None => Err(Cannot::NotFollowed),
        },
        ["global" | "local" | "version" | "version-file" | "version-origin", ..] => {
            let root = root(run)?;
            shims::versions::told(run, "pyenv", &root, &words)
        }
        ["prefix" | "version-name" | "which" | "sh-shell", ..] => {
            let root = root(run)?;
            shims::pyenv::asked(run, "pyenv", &root, &words)
        }
        _ => Err(Cannot::NotFollowed),
    }
}

/// What `pyenv init` was told.
struct Told<'w> {
    mode: &'static str,
    shell: Option<&'w str>,
    rehashes: bool,
    pushes: bool,
}

fn told<'w>(words: &[&'w str]) -> Option<Told<'w>> {
    let mut told = Told { mode: "help", shell: None, rehashes: true, pushes: true };
    for word in words {
        match *word {
            "-" => told.mode = "-",
            "--path" => told.mode = "--path",
            "--no-rehash" => told.rehashes = false,
            "--no-push-path" => told.pushes = false,
            word if word.starts_with('-') => return None,
            shell => told.shell = Some(shell),
        }
    }
    Some(told)
}

fn init(run: &mut Run<'_>, words: &[&str]) -> Followed {
    let Some(told) = told(words) else { return Err(Cannot::NotFollowed) };
    let shell = told.shell.unwrap_or(run.shell()).to_owned();
    if !matches!(shell.as_str(), "bash" | "zsh" | "sh" | "dash" | "ksh") {
        return Err(Cannot::NotFollowed);
    }
    let root = root(run)?;
    shims::versions::made(run, &root);
    let shims = format!("{root}/shims");
    let version = version(run);
    let at_least =
        |numbers: &[u64]| version.as_ref().is_none_or(|version| version.is_at_least(numbers));
    if !at_least(&[2, 0]) && told.mode == "--path" {
        return Err(Cannot::NotFollowed);
    }
    let origin = Origin::Signature { name: "pyenv".into(), place: run.place().clone() };
    let mut text = Value::empty();
    match told.mode {
        "--path" => path(run, &mut text, &shims, told.pushes || !at_least(&[2, 4]), &origin),
        "-" => {
            // From 2.0 to 2.2 only `--path` changed PATH, before and behind both do.
            if at_least(&[2, 3]) || !at_least(&[2, 0]) {
                path(run, &mut text, &shims, told.pushes, &origin);
            }
            text.push(format!("export PYENV_SHELL={shell}\n"), origin.clone());
            completions(run, &shell, &mut text, &origin);
            if told.rehashes {
                text.push("command pyenv rehash 2>/dev/null\n", origin.clone());
            }
            text.push(function(&shell, &commands(run)), origin);
        }
        // Instructions for a person, and a failure.
        _ => {
            return run.refuses(1);
        }
    }
    run.value = Some(text);
    Ok(0)
}

/// The shims move to the front; with `--no-push-path` only where they are not in PATH yet.
fn path(run: &Run<'_>, text: &mut Value, shims: &str, pushes: bool, origin: &Origin) {
    let old = run.value_of("PATH").unwrap_or_default();
    let entries = old.entries(':');
    let there = entries.iter().any(|entry| entry.value.text().as_deref() == Some(shims));
    if !pushes && there {
        return;
    }
    let others = entries.into_iter().map(|entry| entry.value);
    let others = others.filter(|entry| entry.text().as_deref() != Some(shims));
    let shims = Value::known(shims, origin.clone());
    let all: Vec<Value> = std::iter::once(shims).chain(others).collect();
    text.push("export PATH=\"", origin.clone());
    text.append(Value::from_entries(all, ':'));
    text.push("\"\n", origin.clone());
}

fn completions(run: &Run<'_>, shell: &str, text: &mut Value, origin: &Origin) {
    let Some(root) = installed(run) else { return };
    let file = format!("{root}/completions/pyenv.{shell}");
    if run.machine().exists(&file) {
        text.push(format!("source '{file}'\n"), origin.clone());
    }
}

/// Commands that run in the shell itself: `shell`, `rehash`, and those of plugins.
fn commands(run: &Run<'_>) -> Vec<String> {
    let mut all = vec!["rehash".to_owned(), "shell".to_owned()];
    let Some(root) = installed(run) else { return all };
    let plugins = run.machine().list(&format!("{root}/plugins")).unwrap_or_default();
    for plugin in plugins {
        let bin = format!("{root}/plugins/{}/bin", plugin.name);
        for entry in run.machine().list(&bin).unwrap_or_default() {
            all.extend(entry.name.strip_prefix("pyenv-sh-").map(str::to_owned));
        }
    }
    all.sort();
    all.dedup();
    all
}

fn function(shell: &str, commands: &[String]) -> String {
    let local = if shell == "ksh" { "typeset" } else { "local" };
    format!(
        "pyenv() {{\n  {local} command=${{1:-}}\n  [ \"$#\" -gt 0 ] && shift\n  case \"$command\" in\n  {})\n    eval \"$(pyenv \"sh-$command\" \"$@\")\"\n    ;;\n  *)\n    command pyenv \"$command\" \"$@\"\n    ;;\n  esac\n}}\n",
        commands.join("|")
    )
}

/// The plugin, where it is: a directory of pyenv's plugins, or a program of its own on PATH.
fn virtualenv_root(run: &mut Run<'_>) -> Result<Option<String>, Cannot> {
    let name = "pyenv-virtualenv-init";
    let roots = [installed(run), Some(root(run)?)];
    for root in roots.into_iter().flatten() {
        let plugin = format!("{root}/plugins/pyenv-virtualenv");
        if run.machine().is_file(&format!("{plugin}/bin/{name}")) {
            return Ok(Some(plugin));
        }
    }
    let Some(path) = run.find(name)? else { return Ok(None) };
    let real = run.machine().real_path(&run.absolute(&path)?).map_err(|_| Cannot::NotFollowed)?;
    Ok(real.strip_suffix(&format!("/bin/{name}")).map(str::to_owned))
}

/// `pyenv virtualenv-init -` (pyenv-virtualenv 1.2, bin/pyenv-virtualenv-init).
fn virtualenv(run: &mut Run<'_>, words: &[&str]) -> Followed {
    let Some(plugin) = virtualenv_root(run)? else {
        return run.refuses(1);
    };
    let prints = words.contains(&"-");
    let named = words.iter().find(|word| !word.starts_with('-')).copied();
    let shell = named.unwrap_or(run.shell()).to_owned();
    if !prints {
        return run.refuses(1);
    }
    if !matches!(shell.as_str(), "bash" | "zsh" | "sh" | "dash" | "ksh") {
        return Err(Cannot::NotFollowed);
    }
    let origin = Origin::Signature { name: "pyenv".into(), place: run.place().clone() };
    let hook = "  local ret=$?\n  if [ -n \"${VIRTUAL_ENV-}\" ]; then\n    eval \"$(pyenv sh-activate --quiet || pyenv sh-deactivate --quiet || true)\" || true\n  else\n    eval \"$(pyenv sh-activate --quiet || true)\" || true\n  fi\n  return $ret\n";
    let mut text = format!(
        "export PATH=\"{plugin}/shims:${{PATH}}\";\nexport PYENV_VIRTUALENV_INIT=1;\n_pyenv_virtualenv_hook() {{\n{hook}}};\n"
    );
    text.push_str(match shell.as_str() {
        "bash" => "if ! [[ \"${PROMPT_COMMAND-}\" =~ _pyenv_virtualenv_hook ]]; then\n  PROMPT_COMMAND=\"_pyenv_virtualenv_hook;${PROMPT_COMMAND-}\"\nfi\n",
        "zsh" => "typeset -g -a precmd_functions\nif [[ -z $precmd_functions[(r)_pyenv_virtualenv_hook] ]]; then\n  precmd_functions=(_pyenv_virtualenv_hook $precmd_functions);\nfi\n",
        _ => "",
    });
    run.value = Some(Value::known(text, origin));
    Ok(0)
}
