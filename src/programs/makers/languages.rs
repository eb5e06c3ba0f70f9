//! Scripting languages: `python` and `uv`, `gem` and `ruby`.

use crate::machine::Platform;
use crate::programs::versions;
use crate::programs::{Cannot, Followed, Program, Run};
use crate::value::Shape;

/// What is followed here.
pub const ALL: &[&Program] = &[&PYTHON, &GEM, &UV];

/// python.
pub static PYTHON: Program = Program::new(
    &["python", "python3", "python2"],
    "-m site, the user's directories, --version; virtualenvwrapper's hooks as it is loaded",
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
/// uv.
pub static UV: Program = Program::new(
    &["uv"],
    "python dir, tool dir, cache dir, completions",
    "its own: uv 0.4 to 0.13",
    uv,
);

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
    if let ["-m", super::virtualenvwrapper::MODULE, rest @ ..] = words.as_slice() {
        return super::virtualenvwrapper::load(run, rest);
    }
    if let ["-c", code] = words.as_slice()
        && let Some(path) = super::virtualenvwrapper::expanded(run, code)?
    {
        run.out = format!("{path}\n");
        return Ok(0);
    }
    let release = python_release(run);
    let base = match run.filled("PYTHONUSERBASE")? {
        Some(base) => base,
        None => format!("{}/.local", run.home()?),
    };
    let site =
        || release.as_ref().map(|release| format!("{base}/lib/python{release}/site-packages"));
    run.out = match words.as_slice() {
        ["-m", "site", "--user-base", "--user-site"] => {
            let site = site().ok_or(Cannot::NotFollowed)?;
            format!("{base}:{site}")
        }
        ["-m", "site", "--user-base"]
        | ["-c", "import site; print(site.USER_BASE)" | "import site; print(site.getuserbase())"] => {
            base
        }
        ["-m", "site", "--user-site"]
        | [
            "-c",
            "import site; print(site.USER_SITE)" | "import site; print(site.getusersitepackages())",
        ] => site().ok_or(Cannot::NotFollowed)?,
        ["--version" | "-V"] => return versions::line(run, &["python3"], "Python "),
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
                "puts Gem.user_dir" | "print Gem.user_dir" => "user",
                "puts Gem.dir" | "print Gem.dir" => "gemdir",
                "puts Gem.default_dir" | "print Gem.default_dir" => "default",
                "puts RUBY_VERSION" | "print RUBY_VERSION" => "ruby",
                "puts RUBY_ENGINE" | "print RUBY_ENGINE" => "engine",
                _ => return Err(Cannot::NotFollowed),
            }
        }
        (false, ["--version" | "-v"]) => "version",
        (true, ["--version" | "-v"]) => {
            let version = versions::text_of(run, &["ruby3.1"]).ok_or(Cannot::NotFollowed)?;
            run.out = format!("ruby {version}");
            return Err(Cannot::tell("is the rest of ruby's version", Shape::Filled));
        }
        _ => return Err(Cannot::NotFollowed),
    };
    let newline =
        if words.last().is_some_and(|code| code.starts_with("print")) { "" } else { "\n" };
    run.out = match what {
        "gemdir" | "gemhome" | "home" | "GEM_HOME" => {
            dir.unwrap_or_else(|| "/var/lib/gems/3.1.0".to_owned())
        }
        "user" => user,
        "default" => "/var/lib/gems/3.1.0".to_owned(),
        // The directory that gems go to stands at the end, be it in the list or not.
        "gempath" | "path" | "GEM_PATH" => match (list, dir) {
            (Some(list), dir) => {
                format!("{list}:{}", dir.as_deref().unwrap_or("/var/lib/gems/3.1.0"))
            }
            (None, dir) => {
                let dir = dir.map(|dir| format!(":{dir}")).unwrap_or_default();
                format!(
                    "{user}:/var/lib/gems/3.1.0:/usr/local/lib/ruby/gems/3.1.0:/usr/lib/ruby/gems/3.1.0:/usr/lib/{arch}/ruby/gems/3.1.0:/usr/share/rubygems-integration/3.1.0:/usr/share/rubygems-integration/all:/usr/lib/{arch}/rubygems-integration/3.1.0{dir}"
                )
            }
        },
        "ruby" => versions::text_of(run, &["ruby3.1"]).ok_or(Cannot::NotFollowed)?,
        "engine" => "ruby".to_owned(),
        "version" => versions::text_of(run, &["ruby-rubygems"])
            .ok_or_else(|| Cannot::tell("is the version of gem", Shape::Filled))?,
        "platform" => "ruby:x86_64-linux".to_owned(),
        "remotesources" => "https://rubygems.org/".to_owned(),
        // It is of a later release.
        "user_gemhome" | "user_gemdir" => {
            return run.refuses(1);
        }
        _ => return Err(Cannot::NotFollowed),
    } + newline;
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
