//! `volta`: shims are links to `volta-shim` (volta 1 and 2, crates/volta-core).

use super::{Asking, Leads};

pub(super) fn leads(asking: &Asking<'_>, path: &str, name: &str) -> Option<Leads> {
    let bin = path.strip_suffix(&format!("/{name}"))?;
    let home = bin.strip_suffix("/bin")?;
    let linked = asking.machine.read_link(path).is_ok_and(|target| target.ends_with("volta-shim"));
    let script = || {
        asking
            .read(path)
            .is_some_and(|text| text.contains("volta run ") || text.contains("volta-shim"))
    };
    if !linked && !(home.ends_with("/.volta") && script()) {
        return None;
    }
    if matches!(name, "volta" | "volta-shim" | "volta-migrate") {
        return None;
    }
    let image = format!("{home}/tools/image");
    let Some((platform, by)) = platform(asking, home) else {
        return Some(refused(asking, name, bin, "no version of node is set: `volta install node`"));
    };
    let version =
        |key: &str| platform.get(key).and_then(serde_json::Value::as_str).map(str::to_owned);
    let Some(node) = version("node") else {
        return Some(refused(asking, name, bin, "no version of node is set"));
    };
    let own = match name {
        "npx" => "npm",
        "yarnpkg" => "yarn",
        "pnpx" => "pnpm",
        other => other,
    };
    let tool = match own {
        "node" => format!("{image}/node/{node}/bin/node"),
        "npm" => match version("npm") {
            Some(npm) => format!("{image}/npm/{npm}/bin/{name}"),
            None => format!("{image}/node/{node}/bin/{name}"),
        },
        "yarn" | "pnpm" => match version(own) {
            Some(one) => format!("{image}/{own}/{one}/bin/{name}"),
            None => {
                return Some(refused(asking, name, bin, &format!("no version of {own} is set")));
            }
        },
        _ => return Some(package(asking, home, name, bin)),
    };
    Some(match asking.runs(&tool) {
        true => Leads::To(tool, format!("volta takes the version set by {by}")),
        false => Leads::Refuses(format!(
            "volta: {tool} is not there: volta would download it (set by {by})"
        )),
    })
}

fn refused(asking: &Asking<'_>, name: &str, bin: &str, why: &str) -> Leads {
    match asking.elsewhere(name, bin) {
        Some(path) => Leads::To(path, format!("volta: {why}; the one behind it on PATH")),
        None => Leads::Refuses(format!("volta: {why}")),
    }
}

/// The versions in force: the nearest package.json with a `volta` key, or the user's own.
fn platform(
    asking: &Asking<'_>,
    home: &str,
) -> Option<(serde_json::Map<String, serde_json::Value>, String)> {
    for directory in asking.upwards() {
        let file = asking.in_directory(&directory, "package.json");
        let Some(text) = asking.read(&file) else { continue };
        let json: serde_json::Value = serde_json::from_str(&text).ok()?;
        if let Some(own) = json.get("volta").and_then(serde_json::Value::as_object) {
            if own.contains_key("extends") && !own.contains_key("node") {
                return None;
            }
            return Some((own.clone(), file));
        }
        break;
    }
    let file = format!("{home}/tools/user/platform.json");
    let json: serde_json::Value = serde_json::from_str(&asking.read(&file)?).ok()?;
    let mut flat = serde_json::Map::new();
    if let Some(node) = json.get("node") {
        flat.extend(node.get("runtime").map(|version| ("node".to_owned(), version.clone())));
        flat.extend(node.get("npm").map(|version| ("npm".to_owned(), version.clone())));
    }
    for key in ["yarn", "pnpm"] {
        flat.extend(json.get(key).map(|version| (key.to_owned(), version.clone())));
    }
    Some((flat, file))
}

/// A command that a package brought.
fn package(asking: &Asking<'_>, home: &str, name: &str, bin: &str) -> Leads {
    let file = format!("{home}/tools/user/bins/{name}.json");
    let json =
        asking.read(&file).and_then(|text| serde_json::from_str::<serde_json::Value>(&text).ok());
    let package = json.as_ref().and_then(|json| json.get("package")?.as_str());
    let Some(package) = package else {
        return refused(asking, name, bin, "no package has it");
    };
    let path = format!("{home}/tools/image/packages/{package}/bin/{name}");
    match asking.runs(&path) {
        true => Leads::To(path, format!("volta takes the package that {file} names")),
        false => Leads::Refuses(format!("volta: {path} is not there, which {file} names")),
    }
}
