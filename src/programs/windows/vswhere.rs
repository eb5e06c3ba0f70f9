//! `vswhere`: where Visual Studio is, by the files its installer keeps.

use serde_json::Value as Json;

use crate::machine::Kind;
use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&VSWHERE];

/// vswhere.
pub static VSWHERE: Program = Program::new(
    &["vswhere"],
    "-latest, -products, -requires, -version, -prerelease with -property, and -find of a plain path",
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
    prerelease: bool,
    products: Vec<String>,
    requires: Vec<String>,
    property: Option<String>,
    find: Option<String>,
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
            "prerelease" if values.is_empty() => asked.prerelease = true,
            "nologo" | "utf8" | "nocolor" if values.is_empty() => {}
            "products" if !values.is_empty() => asked.products.extend_from_slice(values),
            "requires" if !values.is_empty() => asked.requires.extend_from_slice(values),
            "property" => asked.property = one()?,
            "find" => asked.find = one()?,
            "format" if one()?.as_deref() == Some("value") => {}
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
            found.push((version(&state)?, id, state));
        }
    }
    found.sort_by(|left, right| left.0.cmp(&right.0));
    if found.len() > 1 {
        let last = found.len() - 1;
        // Which of two comes first is the installer's date, or the order of a directory.
        if !asked.latest || found[last].0 == found[last - 1].0 {
            return Err(Cannot::NotFollowed);
        }
        found.drain(..last);
    }
    for (_, id, state) in found {
        let shown = match (&asked.property, &asked.find) {
            (Some(name), _) => property(&id, &state, name)?,
            (None, Some(path)) => file(run, &state, path)?,
            (None, None) => None,
        };
        if let Some(shown) = shown {
            run.out.push_str(&format!("{shown}\r\n"));
        }
    }
    Ok(0)
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
    let selected = state["selectedPackages"].as_array();
    let has = |id: &String| {
        let same = |one: &Json| one["id"].as_str().is_some_and(|one| one.eq_ignore_ascii_case(id));
        selected.is_some_and(|all| all.iter().any(same))
    };
    // What came along with something else is not listed there.
    if asked.requires.iter().all(has) { Ok(true) } else { Err(Cannot::NotFollowed) }
}

fn version(state: &Json) -> Result<Vec<u64>, Cannot> {
    let text = state["installationVersion"].as_str().ok_or(Cannot::NotFollowed)?;
    text.split('.').map(|part| part.parse().map_err(|_| Cannot::NotFollowed)).collect()
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

/// A file of the installation that is named without patterns.
fn file(run: &Run<'_>, state: &Json, path: &str) -> Result<Option<String>, Cannot> {
    if path.contains(['*', '?']) {
        return Err(Cannot::NotFollowed);
    }
    let root = state["installationPath"].as_str().ok_or(Cannot::NotFollowed)?;
    let path = format!("{root}\\{}", path.replace('/', "\\"));
    match run.machine().status(&path) {
        Ok(_) => Ok(Some(path)),
        Err(fault) if fault.is_ours() => Err(run.hidden(&path, &fault)),
        Err(_) => Ok(None),
    }
}
