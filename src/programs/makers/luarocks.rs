//! `luarocks`: the paths of Lua's modules.

use super::effect::quoted;
use crate::programs::options::{NO, Options, YES};
use crate::programs::{Cannot, Followed, Program, Run};

/// luarocks.
pub static LUAROCKS: Program = Program::new(
    &["luarocks"],
    "path with its options, Lua 5.1 of Debian",
    "its own: luarocks 3.8, src/luarocks/cmd/path.lua",
    luarocks,
);
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
