//! `choco`: its version, and what its configuration says.

use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&CHOCO];

/// Chocolatey.
pub static CHOCO: Program = Program::new(
    &["choco"],
    "--version; config get NAME with -r",
    "its own: Chocolatey 1.4 to 2.5, ChocolateyConfigCommand.cs; its package's .nuspec and chocolatey.config",
    choco,
)
.needs("%ChocolateyInstall%\\lib\\chocolatey and \\config")
.on_windows();

fn choco(run: &mut Run<'_>) -> Followed {
    let root = match run.filled("ChocolateyInstall")? {
        Some(root) => root,
        None => {
            let data = run.filled("ProgramData")?.unwrap_or_else(|| "C:\\ProgramData".to_owned());
            format!("{data}\\chocolatey")
        }
    };
    let words = run.words();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let shown = match words.as_slice() {
        ["--version" | "-v"] => {
            let file = format!("{root}\\lib\\chocolatey\\chocolatey.nuspec");
            element(run, &file, |node| {
                (node.tag_name().name() == "version")
                    .then(|| node.text().unwrap_or_default().to_owned())
            })?
        }
        ["config", "get", name, "-r" | "--limit-output"]
        | ["config", "get", "-r" | "--limit-output", name] => {
            let file = format!("{root}\\config\\chocolatey.config");
            element(run, &file, |node| {
                let key = node.attribute("key").filter(|key| key.eq_ignore_ascii_case(name));
                key.filter(|_| node.tag_name().name() == "add")?;
                node.attribute("value").map(str::to_owned)
            })?
        }
        _ => return Err(Cannot::NotFollowed),
    };
    run.out = format!("{shown}\r\n");
    Ok(0)
}

/// The first element of a file that says it, whatever its namespace.
fn element(
    run: &mut Run<'_>,
    file: &str,
    said: impl Fn(roxmltree::Node<'_, '_>) -> Option<String>,
) -> Result<String, Cannot> {
    let text = run.read(file)?.map_err(|_| Cannot::NotFollowed)?;
    let text = text.trim_start_matches('\u{feff}');
    let document = crate::text::xml::tree(text).ok_or(Cannot::NotFollowed)?;
    document.descendants().find_map(said).ok_or(Cannot::NotFollowed)
}
