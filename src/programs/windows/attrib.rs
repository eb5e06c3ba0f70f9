//! `attrib`: which files are read-only, hidden, or of the system.

use crate::machine::overlay::Change;
use crate::machine::{Attributes, Kind, Platform};
use crate::programs::{Cannot, Followed, Program, Run};
use crate::value::{NAMELESS, Origin, Shape, Value};

const WINDOWS: Platform = Platform::Windows;

/// What is followed here.
pub const ALL: &[&Program] = &[&ATTRIB];

/// attrib.exe.
pub static ATTRIB: Program = Program::new(
    &["attrib.exe"],
    "R, H and S given and taken, of names and patterns, /s and /d; which files it lists",
    "its own: ReactOS' tests of attrib, asserted on Windows; MS attrib",
    attrib,
)
.partly();

/// How deep `/s` follows.
const DEEPEST: u32 = 40;

#[derive(Default)]
struct Request {
    read_only: Option<bool>,
    hidden: Option<bool>,
    system: Option<bool>,
    /// Whether a letter was given at all.
    given: bool,
    /// `/s`: in all directories below, too.
    deep: bool,
    /// `/d`: directories, too.
    directories: bool,
    /// Whether something is asked that is not followed.
    other: bool,
    names: Vec<String>,
}

impl Request {
    fn read(words: &[String]) -> Self {
        let mut request = Self::default();
        for word in words {
            request.take(word);
        }
        if request.names.is_empty() {
            request.names.push("*".to_owned());
        }
        request
    }

    fn take(&mut self, word: &str) {
        match word.to_ascii_lowercase().as_str() {
            "/s" => self.deep = true,
            "/d" => self.directories = true,
            "/s/d" | "/d/s" => (self.deep, self.directories) = (true, true),
            _ => self.other |= word.contains('/') || word.contains(NAMELESS),
        }
        let set = word.starts_with('+');
        if !set && !word.starts_with('-') {
            self.names.extend((!word.starts_with('/')).then(|| word.to_owned()));
            return;
        }
        self.given = true;
        match word[1..].to_ascii_lowercase().as_str() {
            "r" => self.read_only = Some(set),
            "h" => self.hidden = Some(set),
            "s" => self.system = Some(set),
            "a" | "i" => {}
            _ => self.other = true,
        }
    }

    /// Windows leaves a hidden file as it is while the command does not say what becomes of that, and one of the
    /// system likewise (MS attrib).
    fn changed(&self, before: &Attributes) -> Option<Attributes> {
        let Attributes::Known { read_only, hidden, system } = before else { return None };
        if *hidden && self.hidden.is_none() || *system && self.system.is_none() {
            return None;
        }
        Some(Attributes::Known {
            read_only: self.read_only.unwrap_or(*read_only),
            hidden: self.hidden.unwrap_or(false),
            system: self.system.unwrap_or(false),
        })
    }

    /// The file of that name, or the directory that all of them are in: with `/s` they are in those below too.
    fn place<'n>(&self, name: &'n str) -> &'n str {
        let plain = name.split(['*', '?']).next().unwrap_or(name);
        match plain.len() == name.len() && !self.other && !self.deep {
            true => name,
            false => plain.rfind(['\\', '/', ':']).map_or(".", |at| &plain[..=at]),
        }
    }
}

fn attrib(run: &mut Run<'_>) -> Followed {
    let request = Request::read(&run.words());
    let named = files(run, &request);
    let changes = match &named {
        Ok(named) if request.given && run.is_certain() => changes(run, &request, &named.files),
        _ => None,
    };
    if request.given && changes.is_none() {
        leave_open(run, &request);
    }
    let named = named?;
    if !run.is_certain() || request.given && changes.is_none() {
        return Err(Cannot::NotFollowed);
    }
    changes.into_iter().flatten().for_each(|change| run.change(change));
    show(run, &request, &named);
    Ok(0)
}

/// What becomes of the files; `None` where one of them may stay as it is.
fn changes(run: &Run<'_>, request: &Request, files: &[String]) -> Option<Vec<Change>> {
    let one = |path: &String| {
        let attributes = request.changed(&run.machine().attributes(path))?;
        Some(Change::Attributes { path: path.clone(), attributes })
    };
    files.iter().map(one).collect()
}

/// Nobody knows what becomes of the files that are named.
fn leave_open(run: &mut Run<'_>, request: &Request) {
    for name in &request.names {
        let path = match name.contains(NAMELESS) {
            // It may be any file.
            true => Ok(String::new()),
            false => run.absolute(request.place(name)),
        };
        let attributes = Attributes::Unknown("may have attributes that `attrib` gave it".into());
        if let Ok(path) = path {
            run.change(Change::Attributes { path, attributes });
        }
    }
}

/// The files that a command names.
#[derive(Default)]
struct Named {
    files: Vec<String>,
    /// How many names nothing has.
    missing: usize,
}

fn files(run: &mut Run<'_>, request: &Request) -> Result<Named, Cannot> {
    let mut named = Named::default();
    if request.other {
        return Err(Cannot::NotFollowed);
    }
    for name in &request.names {
        let path = run.absolute(name)?;
        let found = match (request.deep, name.contains(['*', '?'])) {
            (true, _) => {
                let (above, last) = path.rsplit_once('\\').ok_or(Cannot::NotFollowed)?;
                below(run, above, last, request.directories, 0)?
            }
            (false, true) => {
                let (above, last) = path.rsplit_once('\\').ok_or(Cannot::NotFollowed)?;
                fitting(run, &format!("{above}\\"), last, request.directories)?
            }
            (false, false) => match run.machine().status(&path) {
                Ok(_) => vec![run.machine().spelled(&path)],
                Err(fault) if fault.is_ours() => return Err(run.hidden(&path, &fault)),
                Err(_) => Vec::new(),
            },
        };
        named.missing += usize::from(found.is_empty());
        named.files.extend(found);
    }
    Ok(named)
}

/// What fits a pattern in a directory.
fn fitting(
    run: &mut Run<'_>,
    directory: &str,
    wild: &str,
    directories: bool,
) -> Result<Vec<String>, Cannot> {
    let found = super::fitting(run, directory, wild)?;
    let wanted = found.into_iter().filter(|one| directories || one.kind != Kind::Directory);
    let directory = run.machine().spelled(directory.trim_end_matches('\\'));
    Ok(wanted.map(|entry| WINDOWS.join(&directory, &entry.name)).collect())
}

/// With `/s` a name is looked for in its directory and in all below.
fn below(
    run: &mut Run<'_>,
    directory: &str,
    wild: &str,
    directories: bool,
    depth: u32,
) -> Result<Vec<String>, Cannot> {
    let place = format!("{directory}\\");
    let mut all = fitting(run, &place, wild, directories)?;
    if depth > DEEPEST {
        return Err(Cannot::NotFollowed);
    }
    for entry in fitting(run, &place, "*", true)? {
        if run.machine().link_status(&entry).is_ok_and(|status| status.is_directory()) {
            all.extend(below(run, &entry, wild, directories, depth + 1)?);
        }
    }
    Ok(all)
}

/// A line for each file where nothing is to be changed, and one for each name that nothing has. Neither is a failure
/// (ReactOS' tests of attrib, asserted on Windows).
fn show(run: &mut Run<'_>, request: &Request, named: &Named) {
    let origin = Origin::File(run.place().clone());
    let mut shown = Value::empty();
    for path in named.files.iter().filter(|_| !request.given) {
        // The columns differ between releases, and whether there is an `I` between places.
        let columns = run.untold("is a column of `attrib`").shaped(Shape::Line);
        shown.append(Value::unknown(columns));
        shown.push(format!("{path}\r\n"), origin.clone());
    }
    for _ in 0..named.missing {
        let message = run.untold("is a message in the language of Windows").shaped(Shape::Line);
        shown.append(Value::unknown(message));
        shown.push("\r\n", origin.clone());
    }
    run.value = Some(shown);
}
