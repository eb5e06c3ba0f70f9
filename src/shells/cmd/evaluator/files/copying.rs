//! `copy`: one file, several into one, many into a directory (MS `copy`; the sizes that Wine's tests assert of Windows).

use std::rc::Rc;

use super::{WINDOWS, Words};
use crate::machine::Attributes;
use crate::machine::overlay::Change;
use crate::machine::path::{folded, same_name};
use crate::shells::cmd::evaluator::{Evaluator, arguments, redirect};
use crate::shells::cmd::expand::full_path;
use crate::shells::cmd::traced::Traced;
use crate::value::{Origin, Shape, Unknown, Value};

/// What ends a text, for `/a`.
const END_OF_TEXT: u8 = 0x1a;

/// Whether an existing file may be written over.
pub(super) enum Consent {
    Given,
    Refused,
    Unknown,
}

/// How the bytes of a file are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// `/a`: up to the first Ctrl-Z, and one behind what is written.
    Text,
    /// `/b`: as they are.
    Binary,
}

/// A file as it is named, and the kind that holds for it, if one is said.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Named {
    name: String,
    kind: Option<Kind>,
}

/// What `copy` is told: a switch holds for the name before it and for all behind it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Request {
    sources: Vec<Named>,
    target: Option<Named>,
    /// Whether there are more names than that.
    odd: bool,
    /// Whether there is a switch that `copy` has not.
    refused: bool,
}

impl Request {
    fn read(text: &Traced) -> Self {
        let mut request = Self::default();
        let mut kind = None;
        let mut joined = true;
        for word in arguments::words(text) {
            let whole = word.text();
            let slash = whole.find('/').filter(|at| !whole[..*at].contains('"'));
            let (word, switches) = whole.split_at(slash.unwrap_or(whole.len()));
            for (at, piece) in pieces(word).into_iter().enumerate() {
                joined |= at > 0;
                if piece.is_empty() {
                    continue;
                }
                let one = Named { name: piece.replace('"', ""), kind };
                match (joined, &request.target) {
                    (true, None) => request.sources.push(one),
                    (false, None) => request.target = Some(one),
                    (_, Some(_)) => request.odd = true,
                }
                joined = false;
            }
            joined |= word.ends_with('+');
            // A slash begins a switch wherever it stands: `copy a d/b` names `d`.
            for switch in switches.split('/').skip(1) {
                match switch.to_ascii_lowercase().as_str() {
                    "a" => kind = request.said(Kind::Text),
                    "b" => kind = request.said(Kind::Binary),
                    "y" | "-y" | "v" | "n" | "z" | "d" | "l" => {}
                    _ => request.refused = true,
                }
            }
        }
        // `copy x+,,` is another thing: it sets a date.
        request.odd |= joined || text.text().contains(",,");
        request
    }

    fn said(&mut self, kind: Kind) -> Option<Kind> {
        if let Some(last) = self.target.as_mut().or(self.sources.last_mut()) {
            last.kind = Some(kind);
        }
        Some(kind)
    }
}

/// What stands between plus signs outside quotes.
fn pieces(word: &str) -> Vec<&str> {
    let mut quoted = false;
    word.split(|letter: char| {
        quoted ^= letter == '"';
        letter == '+' && !quoted
    })
    .collect()
}

/// A file that is put into another.
struct Source {
    path: String,
    kind: Kind,
    device: bool,
}

impl Evaluator<'_> {
    /// In a batch file nobody is asked, unless `/-y` says so.
    pub(super) fn consent(&mut self, words: &Words) -> Consent {
        if !words.has("/-y") || words.has("/y") {
            return Consent::Given;
        }
        match self.rest_of_input().map(|rest| rest.is_empty()) {
            Some(Some(true)) => Consent::Refused,
            _ => Consent::Unknown,
        }
    }

    pub(super) fn copy(&mut self, words: &Words, text: &Traced, origin: &Origin) {
        let request = Request::read(text);
        if request.sources.is_empty() {
            return self.usage(origin);
        }
        // It says so on its standard output (ReactOS' tests of cmd, asserted on Windows).
        if request.refused {
            self.print_unknown("copy", origin);
            return self.state.returns(1);
        }
        if request.odd {
            return self.copy_unknown(words, origin);
        }
        let to = request.target.as_ref().map_or(".", |target| target.name.as_str());
        let expander = self.expander();
        let paths = request.sources.iter().map(|one| full_path(&expander, &one.name));
        let paths: Result<Vec<String>, _> = paths.collect();
        let (Ok(paths), Ok(target)) = (paths, full_path(&expander, to)) else {
            return self.copy_unknown(words, origin);
        };
        let above = WINDOWS.parent(&target).unwrap_or(&target);
        let unknown = paths.iter().any(|path| self.undecided(path).is_some())
            || self.undecided(above).is_some()
            || self.undecided(target.trim_end_matches('\\')).is_some();
        if unknown || to.contains(['*', '?']) {
            return self.copy_unknown(words, origin);
        }
        let directory = paths.iter().any(|path| self.host.machine().is_directory(path));
        let wild = request.sources.iter().any(|one| one.name.contains(['*', '?']));
        match (wild || directory, request.sources.len()) {
            (true, 1) => self.copy_several(words, (&request, directory), &target, origin),
            (true, _) if directory => self.copy_unknown(words, origin),
            (true, _) => self.copy_joined(words, &request, (to, &target), origin),
            (false, _) => self.copy_named(words, &request, (&paths, to, &target), origin),
        }
    }

    /// Files that are named, one or several, into one.
    fn copy_named(
        &mut self,
        words: &Words,
        request: &Request,
        (paths, to, target): (&[String], &str, &str),
        origin: &Origin,
    ) {
        let device = redirect::is_device(to);
        let bare = target.trim_end_matches('\\');
        let closed = to.ends_with(['\\', '/']) && !self.directory_is_there(bare);
        let target = self.place_in(target, &paths[0]);
        if closed || !device && !self.parent_is_there(&target) {
            return self.no_such_path(origin);
        }
        let machine = self.host.machine();
        let there = |index: &usize| {
            redirect::is_device(&request.sources[*index].name) || machine.is_file(&paths[*index])
        };
        let missing = paths.len() - (0..paths.len()).filter(there).count();
        if missing == paths.len() {
            return self.no_such_file(origin);
        }
        if paths.len() == 1 && same_name(&paths[0], &target) {
            return self.failed("OntoItself", "The file cannot be copied onto itself.", origin);
        }
        if !device && machine.exists(&target) {
            match self.consent(words) {
                Consent::Given => {}
                Consent::Refused => return self.failed("NotCopied", "0 file(s) copied.", origin),
                Consent::Unknown => return self.copy_unknown(words, origin),
            }
        }
        if self.read_only(&target) {
            return self.failed("AccessDenied", "Access is denied.", origin);
        }
        if self.protection(&target).is_some() {
            return self.copy_unknown(words, origin);
        }
        let Some((sources, ends)) = self.taken(request, paths).filter(|_| missing == 0) else {
            return self.copy_unknown(words, origin);
        };
        if !device {
            self.combine(&sources, &target, ends, origin);
        }
        match words.has("/z") && self.state.output.is_some() {
            true => self.print_progress(origin),
            false => self.print_unknown("copy", origin),
        }
        self.state.returns(0);
    }

    /// With `/z` a line begins with a carriage return and a blank; how much is copied stands behind it, and returns to its
    /// start (dbenham's and jeb's way to a carriage return, which batchlib's tests rely on).
    fn print_progress(&mut self, origin: &Origin) {
        let rest = Unknown::output_of("copy /z", origin.clone()).shaped(Shape::Line);
        let text = |text| Value::known(text, origin.clone());
        self.state.print(text("\r "));
        self.state.print(Value::unknown(rest));
        self.state.print(text("\r\n"));
    }

    /// How every file is taken, and whether a Ctrl-Z ends what is written; `None` where nobody says so.
    fn taken(&self, request: &Request, paths: &[String]) -> Option<(Vec<Source>, bool)> {
        let several = paths.len() > 1;
        let usual = if several { Kind::Text } else { Kind::Binary };
        let sources = request.sources.iter().zip(paths).map(|(one, path)| Source {
            path: path.clone(),
            kind: one.kind.unwrap_or(usual),
            device: redirect::is_device(&one.name),
        });
        let sources: Vec<Source> = sources.collect();
        // A console is typed at.
        let typed = request.sources.iter().any(|one| {
            redirect::is_device(&one.name) && !one.name.to_ascii_lowercase().starts_with("nul")
        });
        let inherited = || request.sources.last().and_then(|one| one.kind);
        let said =
            request.target.as_ref().map_or_else(inherited, |one| one.kind.or_else(inherited));
        let ends = match (several, sources.first()?.kind) {
            (true, _) => said.unwrap_or(usual) == Kind::Text,
            // One file that is taken as it is stays as it is.
            (false, Kind::Binary) if said == Some(Kind::Text) => {
                request.sources[0].kind?;
                false
            }
            (false, _) => said.unwrap_or(usual) == Kind::Text,
        };
        (!typed).then_some((sources, ends))
    }

    /// A pattern, or all files of a directory: each into a directory, or all into one file.
    fn copy_several(
        &mut self,
        words: &Words,
        (request, directory): (&Request, bool),
        target: &str,
        origin: &Origin,
    ) {
        let from = &request.sources[0];
        let pattern = match directory {
            true => format!("{}\\*", from.name.trim_end_matches('\\')),
            false => from.name.clone(),
        };
        let Ok(found) = self.plainly_matching(&pattern, false) else {
            return self.copy_unknown(words, origin);
        };
        if found.is_empty() {
            return self.no_such_file(origin);
        }
        if !self.directory_is_there(target.trim_end_matches('\\')) {
            let to = request.target.as_ref().map_or(".", |target| target.name.as_str());
            return self.copy_joined(words, request, (to, target), origin);
        }
        if words.has("/-y") || from.kind == Some(Kind::Text) {
            return self.copy_unknown(words, origin);
        }
        for (name, _) in found {
            let Ok(path) = full_path(&self.expander(), &name) else { continue };
            let to = WINDOWS.join(target, WINDOWS.file_name(&path));
            if same_name(&to, &path) {
                return self.copy_unknown(words, origin);
            }
            let one = Source { path, kind: Kind::Binary, device: false };
            self.combine(&[one], &to, false, origin);
        }
        self.print_unknown("copy", origin);
        self.state.returns(0);
    }

    /// Patterns whose files are put together: the first of them names the one that is written into a directory.
    fn copy_joined(
        &mut self,
        words: &Words,
        request: &Request,
        (to, target): (&str, &str),
        origin: &Origin,
    ) {
        let mut sources = Vec::new();
        for one in &request.sources {
            let found = match one.name.contains(['*', '?']) {
                true => self.plainly_matching(&one.name, false).ok(),
                false => Some(vec![(one.name.clone(), crate::machine::Kind::File)]),
            };
            let Some(found) = found else { return self.copy_unknown(words, origin) };
            for (name, _) in found {
                let Ok(path) = full_path(&self.expander(), &name) else { continue };
                let kind = one.kind.unwrap_or(Kind::Text);
                sources.push(Source { path, kind, device: redirect::is_device(&name) });
            }
        }
        let Some(first) = sources.first().map(|one| one.path.clone()) else {
            return self.no_such_file(origin);
        };
        let closed =
            to.ends_with(['\\', '/']) && !self.directory_is_there(target.trim_end_matches('\\'));
        let target = self.place_in(target, &first);
        if closed || !self.parent_is_there(&target) {
            return self.no_such_path(origin);
        }
        let lost = |one: &Source| {
            one.device || !self.host.machine().is_file(&one.path) || same_name(&one.path, &target)
        };
        if words.has("/-y") || redirect::is_device(to) || sources.iter().any(lost) {
            return self.copy_unknown(words, origin);
        }
        let inherited = request.sources.last().and_then(|one| one.kind);
        let said = request.target.as_ref().and_then(|one| one.kind).or(inherited);
        let ends = said.unwrap_or(Kind::Text) == Kind::Text;
        self.combine(&sources, &target, ends, origin);
        self.print_unknown("copy", origin);
        self.state.returns(0);
    }

    /// What a target that is a directory stands for.
    pub(super) fn place_in(&self, target: &str, source: &str) -> String {
        match self.directory_is_there(target.trim_end_matches('\\')) {
            true => WINDOWS.join(target, WINDOWS.file_name(source)),
            false => target.to_owned(),
        }
    }

    /// One file out of several. The target is opened first: what it held counts only where it comes first.
    fn combine(&mut self, sources: &[Source], target: &str, ends: bool, origin: &Origin) {
        self.running_file_written(target, origin);
        let mut all = Vec::new();
        for (index, source) in sources.iter().enumerate() {
            if source.device || index > 0 && same_name(&source.path, target) {
                continue;
            }
            match self.host.machine().read(&source.path) {
                Ok(bytes) => all.extend_from_slice(match source.kind {
                    Kind::Binary => &bytes,
                    Kind::Text => bytes.split(|byte| *byte == END_OF_TEXT).next().unwrap_or(&[]),
                }),
                Err(_) => {
                    let reason =
                        format!("was copied from {}, whose text is not known", source.path);
                    let unknown = Rc::new(Unknown::new(reason, origin.clone()));
                    self.host.change(Change::File { path: target.to_owned(), bytes: [].into() });
                    self.record.unknown_files.insert(folded(target), unknown);
                    return;
                }
            }
        }
        all.extend(ends.then_some(END_OF_TEXT));
        if self.host.spend(crate::shells::steps_for(all.len())).is_err() {
            return;
        }
        if self.read_only(target) {
            let unknown = Unknown::new("may be read-only or a copy", origin.clone());
            return self.mark_undecided(target, Rc::new(unknown));
        }
        let change = Change::File { path: target.to_owned(), bytes: all.into() };
        self.change_unless_uncertain(change, target);
        if let [source] = sources {
            self.copied_attributes(&source.path, target);
        }
    }

    /// A copy has the attributes that its original has, as far as that is known.
    fn copied_attributes(&mut self, source: &str, target: &str) {
        let ordinary = self.host.machine().attributes(source) == Attributes::ORDINARY;
        if !ordinary && !same_name(source, target) {
            let attributes = Attributes::Unknown("is a copy of a file with attributes".into());
            self.host.change(Change::Attributes { path: target.to_owned(), attributes });
        }
    }

    fn copy_unknown(&mut self, words: &Words, origin: &Origin) {
        let target = words.names.last().map(|name| full_path(&self.expander(), name));
        let paths: Vec<String> = target.and_then(Result::ok).into_iter().collect();
        self.not_followed("copy", &paths, origin);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn switches_hold_for_the_name_before_and_all_behind() {
        let origin = Origin::Default("test".into());
        let read = |text: &str| Request::read(&Traced::known(text, origin.clone()));
        let shown = |one: &Named| {
            let kind = match one.kind {
                Some(Kind::Text) => "/a",
                Some(Kind::Binary) => "/b",
                None => "",
            };
            format!("{}{kind}", one.name)
        };
        for (text, sources, target, odd) in [
            ("x y", "x", "y", false),
            ("x+y z", "x y", "z", false),
            ("x + y + z", "x y z", "", false),
            ("x /b + y /a + z /b t", "x/b y/a z/b", "t/b", false),
            ("/a x t /b", "x/a", "t/b", false),
            ("\"x+y\" z", "x+y", "z", false),
            ("/b/y x t", "x/b", "t/b", false),
            ("x d/b", "x", "d/b", false),
            ("x d/y.txt", "x", "d", true),
            ("x y z", "x", "y", true),
            ("x+", "x", "", true),
            ("/q x", "x", "", true),
        ] {
            let request = read(text);
            let all: Vec<String> = request.sources.iter().map(shown).collect();
            assert_eq!(all.join(" "), sources, "{text}");
            assert_eq!(request.target.as_ref().map(shown).unwrap_or_default(), target, "{text}");
            assert_eq!(request.odd || request.refused, odd, "{text}");
        }
    }
}
