//! `vswhere`: where Visual Studio is, by the files its installer keeps.

use serde_json::Value as Json;

use super::pattern::wild;
use crate::machine::Kind;
use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&VSWHERE];

/// vswhere.
pub static VSWHERE: Program = Program::new(
    &["vswhere"],
    "-latest, -sort, -products, -requires, -requiresAny, -version, -prerelease with -property in every format but XML, and -find of one file",
    "its own: vswhere 3.1, src/vswhere.lib; the installer's state.json",
    vswhere,
)
.needs("%ProgramData%\\Microsoft\\VisualStudio\\Packages\\_Instances")
.on_windows();

/// What is found without `-products`.
const USUAL: &[&str] = &["Enterprise", "Professional", "Community"];

#[derive(Default)]
struct Asked {
    latest: bool,
    sort: bool,
    any: bool,
    version: Option<(Vec<u64>, Limit)>,
    prerelease: bool,
    products: Vec<String>,
    requires: Vec<String>,
    property: Option<String>,
    find: Option<String>,
    format: Format,
    quiet: bool,
}

/// How what is found is written (src/vswhere.lib, the formatters).
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Format {
    /// The value alone.
    #[default]
    Value,
    /// `NAME: VALUE`.
    Text,
    /// An array of objects.
    Json,
}

/// Where a range of versions ends.
#[derive(Clone, PartialEq, Eq)]
enum Limit {
    Open,
    Before(Vec<u64>),
    With(Vec<u64>),
}

/// `15.0`, `[15.0,16.0)`: numbers of four parts (the Setup API's `ParseVersionRange`); `(…` is not read.
fn range(text: &str) -> Option<(Vec<u64>, Limit)> {
    let Some(inside) = text.strip_prefix('[') else { return Some((numbers(text)?, Limit::Open)) };
    let (inside, with) = match (inside.strip_suffix(']'), inside.strip_suffix(')')) {
        (Some(inside), _) => (inside, true),
        (_, Some(inside)) => (inside, false),
        _ => return None,
    };
    let (first, last) = inside.split_once(',')?;
    let limit = match (last.trim(), with) {
        ("", _) => Limit::Open,
        (last, true) => Limit::With(numbers(last)?),
        (last, false) => Limit::Before(numbers(last)?),
    };
    Some((numbers(first.trim())?, limit))
}

fn numbers(text: &str) -> Option<Vec<u64>> {
    let mut all: Vec<u64> = text.split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    all.resize(all.len().max(4), 0);
    Some(all)
}

fn asked(words: &[String]) -> Result<Asked, Cannot> {
    let mut asked = Asked::default();
    let mut rest = words;
    while let Some((word, after)) = rest.split_first() {
        let name = word.strip_prefix(['-', '/']).ok_or(Cannot::NotFollowed)?.to_ascii_lowercase();
        let values = after.iter().take_while(|word| !word.starts_with(['-', '/'])).count();
        let (values, after) = after.split_at(values);
        rest = after;
        let one = || match values {
            [value] => Ok(Some(value.clone())),
            _ => Err(Cannot::NotFollowed),
        };
        match name.as_str() {
            "latest" if values.is_empty() => asked.latest = true,
            "sort" if values.is_empty() => asked.sort = true,
            "requiresany" if values.is_empty() => asked.any = true,
            "version" => {
                let text = one()?.unwrap_or_default();
                asked.version = Some(range(&text).ok_or(Cannot::NotFollowed)?);
            }
            "prerelease" if values.is_empty() => asked.prerelease = true,
            "nologo" if values.is_empty() => asked.quiet = true,
            "utf8" | "nocolor" if values.is_empty() => {}
            "products" if !values.is_empty() => asked.products.extend_from_slice(values),
            "requires" if !values.is_empty() => asked.requires.extend_from_slice(values),
            "property" => asked.property = one()?,
            "find" => asked.find = one()?,
            "format" => {
                asked.format = match one()?.unwrap_or_default().to_ascii_lowercase().as_str() {
                    "value" => Format::Value,
                    "text" => Format::Text,
                    "json" => Format::Json,
                    _ => return Err(Cannot::NotFollowed),
                }
            }
            _ => return Err(Cannot::NotFollowed),
        }
    }
    Ok(asked)
}

fn vswhere(run: &mut Run<'_>) -> Followed {
    let asked = asked(&run.words())?;
    if asked.property.is_some() == asked.find.is_some() {
        return Err(Cannot::NotFollowed);
    }
    let mut found = Vec::new();
    for (id, state) in instances(run)? {
        if matches(&asked, &state)? {
            let date = state["installDate"].as_str().unwrap_or_default().to_owned();
            found.push(((version(&state)?, date), id, state));
        }
    }
    found.sort_by(|left, right| right.0.cmp(&left.0));
    // Of one version the later installed comes first; unsorted they come in the order of a directory.
    let doubtful = found.windows(2).any(|two| two[0].0 == two[1].0);
    if doubtful || found.len() > 1 && !asked.latest && !asked.sort {
        return Err(Cannot::NotFollowed);
    }
    if asked.latest {
        found.truncate(1);
    }
    let mut all = Vec::new();
    for (_, id, state) in found {
        all.extend(match (&asked.property, &asked.find) {
            (Some(name), _) => property(&id, &state, name)?,
            (None, Some(path)) => file(run, &state, path)?,
            (None, None) => None,
        });
    }
    run.out = written(&asked, &all)?;
    Ok(0)
}

/// The values in the form that is asked for.
fn written(asked: &Asked, all: &[String]) -> Result<String, Cannot> {
    if asked.format == Format::Value {
        return Ok(all.iter().map(|value| format!("{value}\r\n")).collect());
    }
    // Its own version stands above the text, and what belongs together is an object of its own in JSON.
    let name = asked.property.as_deref().and_then(spelled).ok_or(Cannot::NotFollowed)?;
    match asked.format {
        Format::Text if !asked.quiet => Err(Cannot::NotFollowed),
        Format::Json => {
            let one = |value: &String| {
                let value = value.replace('\\', "\\\\");
                format!("\n  {{\n    \"{name}\": \"{value}\"\n  }}")
            };
            let objects: Vec<String> = all.iter().map(one).collect();
            let end = if objects.is_empty() { "" } else { "\n" };
            Ok(format!("[{}{end}]\n", objects.join(",")).replace('\n', "\r\n"))
        }
        _ => {
            let lines = all.iter().map(|value| format!("{name}: {value}\r\n"));
            Ok(lines.collect::<Vec<_>>().join("\r\n"))
        }
    }
}

/// A property as it is written, whatever the case it is asked for in.
fn spelled(name: &str) -> Option<&'static str> {
    let all = ["instanceId", "installationPath", "installationName", "installationVersion"];
    let rest = ["productId", "channelId"];
    all.into_iter().chain(rest).find(|one| one.eq_ignore_ascii_case(name))
}

/// The names and states of what is installed.
fn instances(run: &mut Run<'_>) -> Result<Vec<(String, Json)>, Cannot> {
    let data = run.filled("ProgramData")?.unwrap_or_else(|| "C:\\ProgramData".to_owned());
    let folder = format!("{data}\\Microsoft\\VisualStudio\\Packages\\_Instances");
    let Ok(entries) = run.machine().list(&folder) else { return Ok(Vec::new()) };
    let mut all = Vec::new();
    for entry in entries.iter().filter(|entry| entry.kind == Kind::Directory) {
        let file = format!("{folder}\\{}\\state.json", entry.name);
        if let Ok(text) = run.read(&file)? {
            let state = serde_json::from_str(text.trim_start_matches('\u{feff}'));
            all.push((entry.name.clone(), state.map_err(|_| Cannot::NotFollowed)?));
        }
    }
    Ok(all)
}

fn matches(asked: &Asked, state: &Json) -> Result<bool, Cannot> {
    let product = state["product"]["id"].as_str().ok_or(Cannot::NotFollowed)?;
    let fits = match asked.products.as_slice() {
        [] => {
            let usual = |name: &&str| {
                product.eq_ignore_ascii_case(&format!("Microsoft.VisualStudio.Product.{name}"))
            };
            USUAL.iter().any(usual)
        }
        all => all.iter().any(|name| name == "*" || name.eq_ignore_ascii_case(product)),
    };
    let preview = &state["catalogInfo"]["productMilestoneIsPreRelease"];
    let preview = preview.as_str().is_some_and(|text| text.eq_ignore_ascii_case("true"));
    if !fits || preview && !asked.prerelease {
        return Ok(false);
    }
    if let Some((first, limit)) = &asked.version {
        let own = version(state)?;
        let ends = match limit {
            Limit::Open => true,
            Limit::Before(last) => own < *last,
            Limit::With(last) => own <= *last,
        };
        if own < *first || !ends {
            return Ok(false);
        }
    }
    let selected = state["selectedPackages"].as_array();
    let has = |id: &String| {
        let same = |one: &Json| one["id"].as_str().is_some_and(|one| one.eq_ignore_ascii_case(id));
        selected.is_some_and(|all| all.iter().any(same))
    };
    // What came along with something else is not listed there.
    let mut all = asked.requires.iter();
    let fits = if asked.any && !asked.requires.is_empty() { all.any(has) } else { all.all(has) };
    if fits { Ok(true) } else { Err(Cannot::NotFollowed) }
}

fn version(state: &Json) -> Result<Vec<u64>, Cannot> {
    let text = state["installationVersion"].as_str().ok_or(Cannot::NotFollowed)?;
    numbers(text).ok_or(Cannot::NotFollowed)
}

fn property(id: &str, state: &Json, name: &str) -> Result<Option<String>, Cannot> {
    let text = |value: &Json| value.as_str().map(str::to_owned);
    let found = match name.to_ascii_lowercase().as_str() {
        "instanceid" => Some(id.to_owned()),
        "installationpath" => text(&state["installationPath"]),
        "installationname" => text(&state["installationName"]),
        "installationversion" => text(&state["installationVersion"]),
        "productid" => text(&state["product"]["id"]),
        "channelid" => text(&state["channelId"]),
        "catalog_productdisplayversion" => text(&state["catalogInfo"]["productDisplayVersion"]),
        _ => return Err(Cannot::NotFollowed),
    };
    found.map(Some).ok_or(Cannot::NotFollowed)
}

/// The one file of the installation that a pattern names; `**` is any number of folders.
fn file(run: &mut Run<'_>, state: &Json, path: &str) -> Result<Option<String>, Cannot> {
    let root = state["installationPath"].as_str().ok_or(Cannot::NotFollowed)?;
    let path = path.replace('/', "\\");
    let parts: Vec<&str> = path.split('\\').filter(|part| !part.is_empty()).collect();
    let mut found = Vec::new();
    walk(run, root, &parts, &mut found)?;
    match found.as_slice() {
        // Several come in the order of the file system.
        [_, _, ..] => Err(Cannot::NotFollowed),
        _ => Ok(found.pop()),
    }
}

fn walk(
    run: &mut Run<'_>,
    at: &str,
    parts: &[&str],
    found: &mut Vec<String>,
) -> Result<(), Cannot> {
    let Some((part, rest)) = parts.split_first() else {
        found.push(at.to_owned());
        return Ok(());
    };
    if !part.contains(['*', '?']) {
        let path = format!("{at}\\{part}");
        return match run.machine().status(&path) {
            Ok(_) => walk(run, &path, rest, found),
            Err(fault) if fault.is_ours() => Err(run.hidden(&path, &fault)),
            Err(_) => Ok(()),
        };
    }
    if *part == "**" {
        walk(run, at, rest, found)?;
    } else if part.contains("**") {
        return Err(Cannot::NotFollowed);
    }
    let entries = run.machine().list(at).unwrap_or_default();
    run.spend(entries.len() * 16)?;
    for entry in entries {
        let path = format!("{at}\\{}", entry.name);
        match *part == "**" {
            true if entry.kind == Kind::Directory => walk(run, &path, parts, found)?,
            true => {}
            false if wild(&part.to_lowercase(), &entry.name.to_lowercase()) => {
                walk(run, &path, rest, found)?
            }
            false => {}
        }
    }
    Ok(())
}
