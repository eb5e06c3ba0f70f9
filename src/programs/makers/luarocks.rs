//! `luarocks`: the paths of Lua's modules.

use indexmap::IndexSet;

use super::effect::quoted;
use crate::programs::options::{NO, Options, YES};
use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&LUAROCKS];

/// luarocks.
pub static LUAROCKS: Program = Program::new(
    &["luarocks"],
    "path with its options and --tree, --lua-version, with LUA_PATH; config lua_version; of Debian, for Lua 5.1",
    "its own: luarocks 3.8, src/luarocks/cmd/path.lua, judged beside it",
    luarocks,
);
/// Each entry once: the first, or the last. Of PATH the empty ones go.
fn cleaned(list: &str, by: char, first: bool) -> String {
    let mut entries: Vec<&str> =
        list.split(by).filter(|entry| by == ';' || !entry.is_empty()).collect();
    if !first {
        entries.reverse();
    }
    let kept: IndexSet<&str> = entries.into_iter().collect();
    let mut kept: Vec<&str> = kept.into_iter().collect();
    if !first {
        kept.reverse();
    }
    kept.join(&by.to_string())
}

/// What Lua makes of a variable: `;;` is the list that is built in (Lua 5.1, loadlib.c, `setpath`).
fn read_by_lua(given: Option<String>, stock: &str) -> String {
    match given {
        None => stock.to_owned(),
        Some(text) => text.replace(";;", &format!(";{stock};")),
    }
}

fn luarocks(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let long = [
        ("bin", 'b', NO),
        ("no-bin", 'n', NO),
        ("append", 'a', NO),
        ("lr-path", 'p', NO),
        ("lr-cpath", 'c', NO),
        ("lr-bin", 'B', NO),
        ("lua-version", 'v', YES),
        ("tree", 't', YES),
    ];
    let options = Options::read(&words, "", &long, false)?;
    let home = run.home()?;
    let own = run.machine().exists(&format!("{home}/.luarocks/config-5.1.lua"));
    let debian = run.path() == "/usr/bin/luarocks" && run.machine().exists("/usr/bin/lua5.1");
    if own || !debian || run.value_of("LUAROCKS_CONFIG").is_some() {
        return Err(Cannot::NotFollowed);
    }
    let version = options.value('v').unwrap_or("5.1");
    let (given, cgiven) = (run.variable("LUA_PATH")?, run.variable("LUA_CPATH")?);
    // It is a program of Lua 5.1 itself, which without the list that is built in does not find its own modules.
    let finds_itself = given.as_ref().is_none_or(|text| text.contains(";;"));
    let of_version = ["5_1", "5_2", "5_3", "5_4"].iter().any(|end| {
        ["LUA_PATH_", "LUA_CPATH_"]
            .iter()
            .any(|name| run.value_of(&format!("{name}{end}")).is_some())
    });
    let others = version != "5.1" && (given.is_some() || cgiven.is_some());
    if !finds_itself || of_version || others || !["5.1", "5.2", "5.3", "5.4"].contains(&version) {
        return Err(Cannot::NotFollowed);
    }
    let operands: Vec<&str> = options.operands.iter().map(String::as_str).collect();
    match operands.as_slice() {
        ["path"] => {}
        ["config", "lua_version"] => {
            run.out = format!("{version}\n");
            return Ok(0);
        }
        _ => return Err(Cannot::NotFollowed),
    }
    let arch = match run.machine().facts().arch.as_deref() {
        Some("amd64") => "x86_64-linux-gnu",
        Some("arm64") => "aarch64-linux-gnu",
        _ => return Err(Cannot::NotFollowed),
    };
    let tree = format!("{home}/.luarocks");
    let asked = match options.value('t') {
        Some(tree) => vec![run.absolute(tree)?],
        None => Vec::new(),
    };
    let trees: Vec<&str> =
        asked.iter().map(String::as_str).chain([tree.as_str(), "/usr/local"]).collect();
    let each = |by: &str, one: &dyn Fn(&str) -> String| {
        trees.iter().map(|root| one(root)).collect::<Vec<_>>().join(by)
    };
    let lua = |root: &str| {
        format!("{root}/share/lua/{version}/?.lua;{root}/share/lua/{version}/?/init.lua")
    };
    let path = each(";", &lua);
    let cpath = each(";", &|root| format!("{root}/lib/lua/{version}/?.so"));
    let bin = each(":", &|root| format!("{root}/bin"));
    for (letter, text) in [('p', &path), ('c', &cpath), ('B', &bin)] {
        if options.has(letter) {
            run.out = format!("{text}\n");
            return Ok(0);
        }
    }
    let local = "/usr/local/lib/lua";
    let stock = format!(
        "./?.lua;{};{local}/{version}/?.lua;{local}/{version}/?/init.lua;{}",
        lua("/usr/local"),
        lua("/usr"),
    );
    let cstock = format!(
        "./?.so;{local}/{version}/?.so;/usr/lib/{arch}/lua/{version}/?.so;/usr/lib/lua/{version}/?.so;{local}/{version}/loadall.so"
    );
    // As it starts it puts the trees it knows behind what Lua reads.
    let usual = format!("{};{}", lua(&tree), lua("/usr/local"));
    let cusual = format!("{tree}/lib/lua/{version}/?.so;{local}/{version}/?.so");
    let stock = cleaned(&format!("{};{usual}", read_by_lua(given, &stock)), ';', true);
    let cstock = cleaned(&format!("{};{cusual}", read_by_lua(cgiven, &cstock)), ';', true);
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
