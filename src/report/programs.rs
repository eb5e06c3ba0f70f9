//! `programs`: the tools that are followed without being run.

use crate::machine::Platform;
use crate::programs::{self, stock};

/// One program.
#[derive(Clone, Debug)]
pub struct Row {
    /// The name it is listed by.
    pub name: &'static str,
    /// Every name it answers to.
    pub names: &'static [&'static str],
    /// What is modelled of it.
    pub models: &'static str,
    /// Where the rules were taken from.
    pub source: &'static str,
    /// What the machine must tell; empty where nothing.
    pub needs: &'static str,
    /// Whether it is followed on macOS too.
    pub portable: bool,
    /// Whether it is followed in shells of Windows' own.
    pub on_windows: bool,
    /// The platforms that have it without being told.
    pub stock: Vec<&'static str>,
}

/// The table, or one row of it.
#[derive(Clone, Debug)]
pub struct Programs {
    /// Whether one was asked for.
    pub one: bool,
    /// The rows.
    pub rows: Vec<Row>,
}

impl Programs {
    /// The program of that name, or all; `None` where none answers to it.
    pub fn new(name: Option<&str>) -> Option<Self> {
        let rows = match name {
            Some(name) => vec![row(programs::by_name(name)?)],
            None => programs::ALL.iter().map(|program| row(program)).collect(),
        };
        Some(Self { one: name.is_some(), rows })
    }

    /// The table as a page of Markdown.
    pub fn page(&self) -> String {
        let mut page = String::from(
            "# Programs that are followed\n\nNone of them is ever run: each has a model that is written by the sources named here. A recorded output\nof a scenario, or `--output`, wins over a model. `envsim programs` prints this table.\n\n| program | what is modelled | source |\n| --- | --- | --- |\n",
        );
        for row in &self.rows {
            let cell = |text: &str| text.replace('|', "\\|");
            let names: Vec<String> = row.names.iter().map(|name| format!("`{name}`")).collect();
            let needs = match row.needs {
                "" => String::new(),
                needs => format!("; needs {}", cell(needs)),
            };
            page.push_str(&format!(
                "| {} | {}{needs} | {} |\n",
                names.join(" "),
                cell(row.models),
                cell(row.source)
            ));
        }
        page
    }
}

/// Whether a name has an ending that only programs of Windows have.
fn is_of_windows(name: &str) -> bool {
    [".exe", ".com", ".cmd", ".ps1"].iter().any(|end| name.ends_with(end))
}

fn row(program: &programs::Program) -> Row {
    let platforms = [Platform::Linux, Platform::MacOs, Platform::Windows];
    let there = |platform: &Platform| {
        stock::paths(*platform).iter().any(|path| {
            let name = platform.file_name(path).trim_end_matches(".exe");
            program.names.contains(&name)
        })
    };
    Row {
        name: program.name,
        names: program.names,
        models: program.models,
        source: program.source,
        needs: program.needs,
        portable: program.portable,
        on_windows: program.on_windows || is_of_windows(program.name),
        stock: platforms.iter().filter(|one| there(one)).map(|platform| platform.name()).collect(),
    }
}
