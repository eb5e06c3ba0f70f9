//! Languages: `opam`, `luarocks`, `python`, `gem`, `ruby`, `go`, `conda`, `uv`.

use super::effect::quoted;
use crate::environment::{Environment, Variables};
use crate::machine::Platform;
use crate::programs::options::{MAYBE, NO, Options, YES};
use crate::programs::shims::{self, Asking};
use crate::programs::versions;
use crate::programs::{Cannot, Followed, Program, Run};
use crate::toolchains::{self, Asked};
use crate::value::Shape;

/// opam.
pub static OPAM: Program = Program::new(
    &["opam"],
    "env of a switch without an environment of its own, switch show, var prefix and root",
    "its own: opam 2.1",
    opam,
)
.needs("$OPAMROOT/config and the switch")
.portable();
/// luarocks.
pub static LUAROCKS: Program = Program::new(
    &["luarocks"],
    "path with its options, Lua 5.1 of Debian",
    "its own: luarocks 3.8, src/luarocks/cmd/path.lua",
    luarocks,
);
/// python.
pub static PYTHON: Program = Program::new(
    &["python", "python3", "python2"],
    "-m site, the user's directories, --version",
    "its own: CPython 3, Lib/site.py",
    python,
)
.needs("which python3.X the name leads to");
/// gem and ruby.
pub static GEM: Program = Program::new(
    &["gem", "ruby", "gem3.1"],
    "env gemdir, gempath, user directories; ruby -e of the same",
    "its own: Debian's ruby 3.1, rubygems 3.3",
    gem,
);
/// go.
pub static GO: Program = Program::new(
    &["go"],
    "env with names, -json, -changed, -w and -u, version: the tool chain answers",
    "its own: the tool chain's own room",
    go,
)
.portable();
/// conda.
pub static CONDA: Program = Program::new(
    &["conda", "mamba"],
    "shell.SHELL hook with its profile.d file, shell.posix activate and deactivate of the base",
    "its own: conda 4.9 to 24, conda/activate.py",
    conda,
)
.needs("etc/profile.d/conda.sh beside it, .condarc")
.portable();
/// uv.
pub static UV: Program = Program::new(
    &["uv"],
    "python dir, tool dir, cache dir, completions",
    "its own: uv 0.4 to 0.13",
    uv,
);

fn opam(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let home = run.home()?;
    let root = run.filled("OPAMROOT")?.unwrap_or_else(|| format!("{home}/.opam"));
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if words == ["--version"] {
        return Err(Cannot::tell("is the version of opam", Shape::Filled));
    }
    let asks = matches!(words.first(), Some(&("env" | "config" | "var" | "switch")));
    if !asks {
        return Err(Cannot::NotFollowed);
    }
    let Ok(config) = run.read(&format!("{root}/config"))? else {
        run.mutters();
        return Ok(50);
    };
    let local = format!("{}/_opam", run.cwd()?.trim_end_matches('/'));
    if run.machine().exists(&local) {
        return Err(Cannot::NotFollowed);
    }
    let set = config.lines().find_map(|line| line.strip_prefix("switch: "));
    let set = set.map(|text| text.trim().trim_matches('"').to_owned());
    let long = [
        ("switch", 's', YES),
        ("shell", 'h', YES),
        ("readonly", 'r', NO),
        ("set-switch", 't', NO),
        ("set-root", 'o', NO),
        ("check", 'k', NO),
        ("inplace-path", 'i', NO),
        ("sexp", 'x', NO),
        ("safe", 'f', NO),
        ("root", 'R', YES),
        ("color", 'c', MAYBE),
    ];
    let arguments: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    let options = Options::read(&arguments, "", &long, false)?;
    if options.all().any(|(letter, _)| "koxRi".contains(letter)) {
        return Err(Cannot::NotFollowed);
    }
    if options.value('h').is_some_and(|shell| !matches!(shell, "sh" | "bash" | "zsh")) {
        return Err(Cannot::NotFollowed);
    }
    let switch = match options.value('s') {
        Some(switch) => Some(switch.to_owned()),
        None => run.filled("OPAMSWITCH")?.or(set),
    };
    let Some(switch) = switch.filter(|switch| !switch.contains('/')) else {
        return Err(Cannot::NotFollowed);
    };
    let prefix = format!("{root}/{switch}");
    if !run.machine().is_directory(&format!("{prefix}/.opam-switch")) {
        return Err(Cannot::NotFollowed);
    }
    let operands: Vec<&str> = options.operands.iter().map(String::as_str).collect();
    run.out = match operands.as_slice() {
        ["env"] | ["config", "env"] => {
            return opam_env(run, &prefix, options.has('t').then_some(switch));
        }
        ["switch", "show"] => switch,
        ["var", "prefix"] | ["config", "var", "prefix"] => prefix,
        ["var", "root"] | ["config", "var", "root"] => root,
        ["var", "switch"] => switch,
        ["var", "bin"] => format!("{prefix}/bin"),
        ["var", "lib"] => format!("{prefix}/lib"),
        ["var", "share"] => format!("{prefix}/share"),
        ["var", "man"] => format!("{prefix}/man"),
        ["var", "etc"] => format!("{prefix}/etc"),
        ["var", "doc"] => format!("{prefix}/doc"),
        _ => return Err(Cannot::NotFollowed),
    } + "\n";
    Ok(0)
}

fn opam_env(run: &mut Run<'_>, prefix: &str, switch: Option<String>) -> Followed {
    // What packages set stands in a file of the switch.
    let given = run.machine().exists(&format!("{prefix}/.opam-switch/environment"));
    let path = run.variable("PATH")?.unwrap_or_default();
    let bin = format!("{prefix}/bin");
    let again =
        path.split(':').any(|entry| entry == bin) || run.value_of("OPAM_SWITCH_PREFIX").is_some();
    if given || again {
        return Err(Cannot::NotFollowed);
    }
    let man = run.variable("MANPATH")?.unwrap_or_default();
    let mut rows = Vec::new();
    rows.extend(switch.map(|switch| ("OPAMSWITCH", switch)));
    rows.push(("OPAM_SWITCH_PREFIX", prefix.to_owned()));
    rows.push(("MANPATH", format!("{man}:{prefix}/man")));
    rows.push(("PATH", format!("{bin}:{path}")));
    for (name, value) in rows {
        run.out.push_str(&format!("{name}={}; export {name};\n", quoted(&value)));
    }
    Ok(0)
}

/// Each entry once: the first, or the last.
fn cleaned(list: &str, by: char, first: bool) -> String {
    let entries: Vec<&str> = list.split(by).filter(|entry| !entry.is_empty()).collect();
    let mut kept: Vec<&str> = Vec::new();
    if first {
        entries.iter().for_each(|entry| {
            if !kept.contains(entry) {
                kept.push(entry)
            }
        });
    } else {
        entries.iter().rev().for_each(|entry| {
            if !kept.contains(entry) {
                kept.push(entry)
            }
        });
        kept.reverse();
    }
    kept.join(&by.to_string())
}

fn luarocks(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let Some(("path", rest)) = words.split_first().map(|(first, rest)| (first.as_str(), rest))
    else {
        return Err(Cannot::NotFollowed);
    };
    let long = [
        ("bin", 'b', NO),
        ("no-bin", 'n', NO),
        ("append", 'a', NO),
        ("lr-path", 'p', NO),
        ("lr-cpath", 'c', NO),
        ("lr-bin", 'B', NO),
        ("lua-version", 'v', YES),
    ];
    let options = Options::read(rest, "", &long, false)?;
    let set = ["LUA_PATH", "LUA_CPATH", "LUA_PATH_5_1", "LUA_CPATH_5_1", "LUAROCKS_CONFIG"];
    let set = set.iter().any(|name| run.value_of(name).is_some());
    let home = run.home()?;
    let own = run.machine().exists(&format!("{home}/.luarocks/config-5.1.lua"));
    let debian = run.path() == "/usr/bin/luarocks" && run.machine().exists("/usr/bin/lua5.1");
    if set || own || !debian || options.value('v').is_some_and(|version| version != "5.1") {
        return Err(Cannot::NotFollowed);
    }
    let arch = match run.machine().facts().arch.as_deref() {
        Some("amd64") => "x86_64-linux-gnu",
        Some("arm64") => "aarch64-linux-gnu",
        _ => return Err(Cannot::NotFollowed),
    };
    let tree = format!("{home}/.luarocks");
    let lua = |root: &str| format!("{root}/share/lua/5.1/?.lua;{root}/share/lua/5.1/?/init.lua");
    let path = format!("{};{}", lua(&tree), lua("/usr/local"));
    let cpath = format!("{tree}/lib/lua/5.1/?.so;/usr/local/lib/lua/5.1/?.so");
    let bin = format!("{tree}/bin:/usr/local/bin");
    for (letter, text) in [('p', &path), ('c', &cpath), ('B', &bin)] {
        if options.has(letter) {
            run.out = format!("{text}\n");
            return Ok(0);
        }
    }
    let stock = format!(
        "./?.lua;{};/usr/local/lib/lua/5.1/?.lua;/usr/local/lib/lua/5.1/?/init.lua;{};{}",
        lua("/usr/local"),
        lua("/usr"),
        lua(&tree)
    );
    let cstock = format!(
        "./?.so;/usr/local/lib/lua/5.1/?.so;/usr/lib/{arch}/lua/5.1/?.so;/usr/lib/lua/5.1/?.so;/usr/local/lib/lua/5.1/loadall.so;{tree}/lib/lua/5.1/?.so"
    );
    let old = cleaned(&run.variable("PATH")?.unwrap_or_default(), ':', true);
    let append = options.has('a');
    let both = |own: &str, other: &str, by: char| match append {
        true => cleaned(&format!("{other}{by}{own}"), by, true),
        false => cleaned(&format!("{own}{by}{other}"), by, false),
    };
    let export = |name: &str, value: &str| format!("export {name}={}\n", quoted(value));
    let mut out = export("LUA_PATH", &both(&path, &stock, ';'));
    out.push_str(&export("LUA_CPATH", &both(&cpath, &cstock, ';')));
    if !options.has('n') {
        out.push_str(&export("PATH", &both(&bin, &old, ':')));
    }
    run.out = out;
    Ok(0)
}

/// The release that a python's file name tells.
fn python_release(run: &Run<'_>) -> Option<String> {
    let real = run.machine().real_path(run.path()).ok()?;
    let name = real.rsplit('/').next()?;
    let release = name.strip_prefix("python")?;
    release.contains('.').then(|| release.to_owned())
}

fn python(run: &mut Run<'_>) -> Followed {
    if run.machine().platform() != Platform::Linux {
        return Err(Cannot::NotFollowed);
    }
    let words = run.words();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let release = python_release(run);
    let base = match run.filled("PYTHONUSERBASE")? {
        Some(base) => base,
        None => format!("{}/.local", run.home()?),
    };
    let site =
        || release.as_ref().map(|release| format!("{base}/lib/python{release}/site-packages"));
    run.out = match words.as_slice() {
        ["-m", "site", "--user-base"]
        | ["-c", "import site; print(site.USER_BASE)" | "import site; print(site.getuserbase())"] => {
            base
        }
        ["-m", "site", "--user-site"]
        | [
            "-c",
            "import site; print(site.USER_SITE)" | "import site; print(site.getusersitepackages())",
        ] => site().ok_or(Cannot::NotFollowed)?,
        ["--version" | "-V"] => match versions::text_of(run, &["python3"]) {
            Some(version) => format!("Python {version}"),
            None => return Err(Cannot::tell("is python's version", Shape::Filled)),
        },
        [
            "-c",
            "import sys; print('.'.join(map(str, sys.version_info[:2])))"
            | "import sys; print(\".\".join(map(str, sys.version_info[:2])))"
            | "import sys; print(f\"{sys.version_info.major}.{sys.version_info.minor}\")"
            | "import sys; print(f'{sys.version_info.major}.{sys.version_info.minor}')"
            | "import sys; print('%d.%d' % sys.version_info[:2])"
            | "import sys; print(\"%d.%d\" % sys.version_info[:2])",
        ] => release.ok_or(Cannot::NotFollowed)?,
        [
            "-c",
            part @ ("import sys; print(sys.version_info[0])"
            | "import sys; print(sys.version_info.major)"
            | "import sys; print(sys.version_info[1])"
            | "import sys; print(sys.version_info.minor)"),
        ] => {
            let release = release.ok_or(Cannot::NotFollowed)?;
            let (major, minor) = release.split_once('.').ok_or(Cannot::NotFollowed)?;
            let first = part.contains("[0]") || part.contains("major");
            if first { major.to_owned() } else { minor.to_owned() }
        }
        _ => return Err(Cannot::NotFollowed),
    } + "\n";
    Ok(0)
}

fn gem(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    // Where Debian puts gems; other rubies have places of their own.
    let debian = run.path().starts_with("/usr/bin/") && run.machine().is_file("/usr/bin/ruby3.1");
    let arch = match run.machine().facts().arch.as_deref() {
        Some("amd64") => "x86_64-linux-gnu",
        _ => return Err(Cannot::NotFollowed),
    };
    let home = run.home()?;
    let gemrc = run.machine().exists(&format!("{home}/.gemrc"));
    if !debian || gemrc {
        return Err(Cannot::NotFollowed);
    }
    let old = run.machine().exists(&format!("{home}/.gem"));
    let data = run.filled("XDG_DATA_HOME")?.unwrap_or_else(|| format!("{home}/.local/share"));
    let user =
        if old { format!("{home}/.gem/ruby/3.1.0") } else { format!("{data}/gem/ruby/3.1.0") };
    let dir = run.filled("GEM_HOME")?;
    let list = run.filled("GEM_PATH")?;
    let ruby = run.name == "ruby";
    let what = match (ruby, words.as_slice()) {
        (false, ["env" | "environment", what]) => *what,
        (true, ["-e", code] | ["-rrubygems", "-e", code] | ["-r", "rubygems", "-e", code]) => {
            match code.trim().trim_end_matches(';') {
                "puts Gem.user_dir" | "print Gem.user_dir" => "user_gemhome",
                "puts Gem.dir" | "print Gem.dir" => "gemdir",
                "puts RUBY_VERSION" | "print RUBY_VERSION" => "ruby",
                _ => return Err(Cannot::NotFollowed),
            }
        }
        (false, ["--version" | "-v"]) => {
            return Err(Cannot::tell("is the version of gem", Shape::Filled));
        }
        _ => return Err(Cannot::NotFollowed),
    };
    let newline =
        if words.last().is_some_and(|code| code.starts_with("print")) { "" } else { "\n" };
    run.out = match what {
        "gemdir" | "gemhome" | "home" | "GEM_HOME" => {
            dir.unwrap_or_else(|| "/var/lib/gems/3.1.0".to_owned())
        }
        "user_gemhome" | "user_gemdir" => user,
        "gempath" | "path" | "GEM_PATH" if list.is_none() && dir.is_none() => format!(
            "{user}:/var/lib/gems/3.1.0:/usr/local/lib/ruby/gems/3.1.0:/usr/lib/ruby/gems/3.1.0:/usr/lib/{arch}/ruby/gems/3.1.0:/usr/share/rubygems-integration/3.1.0:/usr/share/rubygems-integration/all:/usr/lib/{arch}/rubygems-integration/3.1.0"
        ),
        "ruby" => versions::text_of(run, &["ruby3.1"]).ok_or(Cannot::NotFollowed)?,
        _ => return Err(Cannot::NotFollowed),
    } + newline;
    Ok(0)
}

fn go(run: &mut Run<'_>) -> Followed {
    let chain = toolchains::by_name("go").ok_or(Cannot::NotFollowed)?;
    let words = run.words();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    // `go version` says the same three things in a line of its own.
    let told = ["GOVERSION", "GOHOSTOS", "GOHOSTARCH"];
    let (version, rest): (bool, &[&str]) = match words.as_slice() {
        ["env", rest @ ..] => (false, rest),
        ["version"] => (true, &told),
        _ => return Err(Cannot::NotFollowed),
    };
    let windows = run.machine().platform().is_windows();
    let mut environment =
        Environment { variables: Variables::new(windows), ..Environment::default() };
    for (name, value) in run.environment() {
        let entry = environment.variables.entry(name);
        entry.value = Some(value.clone());
        entry.exported = true;
    }
    environment.cwd =
        crate::value::Value::known(run.cwd()?, crate::value::Origin::File(run.place().clone()));
    let (cwd, home) = (run.cwd()?, run.home()?);
    let block = environment.clone();
    let variable =
        |name: &str| block.variables.value(name)?.text().map(std::borrow::Cow::into_owned);
    let asking = Asking { machine: run.machine(), variable: &variable, cwd: &cwd, home: &home };
    let behind = |path: &str| shims::hands(&asking, path).map(|hand| hand.path);
    let hand = shims::hands(&asking, run.path());
    hand.iter().for_each(|hand| hand.into(&mut environment));
    let path = hand.map_or_else(|| run.path().to_owned(), |hand| hand.path);
    let asked =
        Asked { behind: Some(&behind), ..Asked::new(run.machine(), &environment, Some(&path)) };
    let all: Vec<&str> = std::iter::once("env").chain(rest.iter().copied()).collect();
    if let Some(keeping) = chain.keeping(&all) {
        let persisted = chain.persist(&asked, keeping);
        let (changes, status) = (persisted.changes, persisted.printed.status);
        let stdout = String::from_utf8_lossy(&persisted.printed.stdout).into_owned();
        if !persisted.printed.stderr.is_empty() {
            run.mutters();
        }
        changes.into_iter().for_each(|change| run.change(change));
        run.out = stdout;
        return Ok(status);
    }
    let printed = chain.print(&asked, rest);
    let lines = String::from_utf8_lossy(&printed.stdout).into_owned();
    if let (true, [release, os, arch]) = (version, lines.lines().collect::<Vec<_>>().as_slice()) {
        if printed.unknown.is_empty() && printed.status == 0 {
            run.out = format!("go version {release} {os}/{arch}\n");
            return Ok(0);
        }
    }
    match printed.unknown.first() {
        None if version => Err(Cannot::NotFollowed),
        Some((_, why)) => Err(Cannot::Fed(why.clone())),
        None => {
            if !printed.stderr.is_empty() {
                run.mutters();
            }
            run.out = String::from_utf8(printed.stdout).map_err(|_| Cannot::unknown())?;
            Ok(printed.status)
        }
    }
}

fn conda(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let real = run.machine().real_path(run.path()).map_err(|_| Cannot::NotFollowed)?;
    let root = real.strip_suffix("/bin/conda").or_else(|| real.strip_suffix("/condabin/conda"));
    let Some(root) = root.map(str::to_owned) else { return Err(Cannot::NotFollowed) };
    match words.as_slice() {
        ["shell.bash" | "shell.zsh" | "shell.posix", "hook"] => conda_hook(run, &root),
        ["shell.posix" | "shell.bash" | "shell.zsh", "activate"] => {
            conda_activate(run, &root, "base")
        }
        ["shell.posix" | "shell.bash" | "shell.zsh", "activate", name] => {
            let name = (*name).to_owned();
            conda_activate(run, &root, &name)
        }
        ["info", "--base"] => {
            run.out = format!("{root}\n");
            Ok(0)
        }
        _ => Err(Cannot::NotFollowed),
    }
}

/// What a `.condarc` says of activating the base by itself.
fn activates(run: &mut Run<'_>, root: &str) -> Result<bool, Cannot> {
    let home = run.home()?;
    for file in
        [format!("{home}/.condarc"), format!("{home}/.conda/.condarc"), format!("{root}/.condarc")]
    {
        if let Ok(text) = run.read(&file)? {
            for line in text.lines() {
                if let Some(value) = line.trim().strip_prefix("auto_activate_base:") {
                    return Ok(!matches!(value.trim(), "false" | "False" | "no" | "off"));
                }
            }
        }
    }
    Ok(run.filled("CONDA_AUTO_ACTIVATE_BASE")?.is_none_or(|text| text != "false"))
}

fn conda_hook(run: &mut Run<'_>, root: &str) -> Followed {
    let file = format!("{root}/etc/profile.d/conda.sh");
    if run.read(&file)?.is_err() {
        return Err(Cannot::NotFollowed);
    }
    let mut text = format!(
        "export CONDA_EXE='{root}/bin/conda'\nexport _CE_M=''\nexport _CE_CONDA=''\nexport CONDA_PYTHON_EXE='{root}/bin/python'\n. '{file}'\n"
    );
    if activates(run, root)? {
        text.push_str("conda activate base\n");
    }
    run.effect = Some(text);
    Ok(0)
}

fn conda_activate(run: &mut Run<'_>, root: &str, name: &str) -> Followed {
    let prefix = match name {
        "base" | "root" => root.to_owned(),
        name if name.contains('/') => return Err(Cannot::NotFollowed),
        name => format!("{root}/envs/{name}"),
    };
    let level = run.filled("CONDA_SHLVL")?.unwrap_or_else(|| "0".to_owned());
    let hooks = run
        .machine()
        .list(&format!("{prefix}/etc/conda/activate.d"))
        .is_ok_and(|all| !all.is_empty());
    if level != "0" || hooks || !run.machine().is_directory(&prefix) {
        return Err(Cannot::NotFollowed);
    }
    let path = run.variable("PATH")?.unwrap_or_default();
    // The profile's file puts condabin in front first; it stays behind the environment's own directory.
    let condabin = format!("{root}/condabin");
    let rest: Vec<&str> = path.split(':').filter(|entry| *entry != condabin).collect();
    let shown = if name == "root" { "base" } else { name };
    run.effect = Some(format!(
        "export PATH='{prefix}/bin:{condabin}:{}'\nexport CONDA_PREFIX='{prefix}'\nexport CONDA_SHLVL='1'\nexport CONDA_DEFAULT_ENV='{shown}'\nexport CONDA_PROMPT_MODIFIER='({shown}) '\nexport CONDA_EXE='{root}/bin/conda'\nexport _CE_M=''\nexport _CE_CONDA=''\nexport CONDA_PYTHON_EXE='{root}/bin/python'\nPS1=\"({shown}) ${{PS1-}}\"\n",
        rest.join(":")
    ));
    Ok(0)
}

fn uv(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let home = run.home()?;
    let data = run.filled("XDG_DATA_HOME")?.unwrap_or_else(|| format!("{home}/.local/share"));
    let given = |run: &Run<'_>, name: &str, usual: String| -> Result<String, Cannot> {
        Ok(run.filled(name)?.unwrap_or(usual))
    };
    run.out = match words.as_slice() {
        ["python", "dir"] => given(run, "UV_PYTHON_INSTALL_DIR", format!("{data}/uv/python"))?,
        ["tool", "dir"] => given(run, "UV_TOOL_DIR", format!("{data}/uv/tools"))?,
        ["tool", "dir", "--bin"] | ["python", "dir", "--bin"] => {
            let name = if words[0] == "tool" { "UV_TOOL_BIN_DIR" } else { "UV_PYTHON_BIN_DIR" };
            let xdg = run.filled("XDG_BIN_HOME")?;
            match (xdg, run.filled("XDG_DATA_HOME")?) {
                (Some(bin), _) => given(run, name, bin)?,
                (None, None) => given(run, name, format!("{home}/.local/bin"))?,
                _ => return Err(Cannot::NotFollowed),
            }
        }
        ["cache", "dir"] => {
            let cache = run.filled("XDG_CACHE_HOME")?.unwrap_or_else(|| format!("{home}/.cache"));
            given(run, "UV_CACHE_DIR", format!("{cache}/uv"))?
        }
        ["generate-shell-completion", "bash"] => {
            run.effect = Some(super::effect::functions(run, &["_uv"]));
            return Ok(0);
        }
        ["--version" | "-V"] => return Err(Cannot::tell("is the version of uv", Shape::Filled)),
        _ => return Err(Cannot::NotFollowed),
    } + "\n";
    Ok(0)
}
