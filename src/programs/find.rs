//! `find`: expressions are read whole; directories come in an order that only the file system knows.

mod expression;

use expression::{Expression, parse};

use super::{Cannot, Followed, Program, Run};
use crate::machine::overlay::Change;
use crate::machine::{Kind, Status};
use crate::shells::OutOfFuel;
use crate::value::Value;

/// What is followed here.
pub const ALL: &[&Program] = &[&FIND];

/// find(1).
pub static FIND: Program = Program::new(
    &["find", "gfind"],
    "-name -iname -path -type -maxdepth -mindepth -perm -executable -empty -size -regex -prune -exec -delete -print -quit, ! -o -a ( )",
    "findutils 4.9, judged beside it",
    find,
);

/// Places one run may visit.
const MOST: usize = 20_000;

struct Walk<'e> {
    expression: &'e Expression,
    follows: bool,
    follows_roots: bool,
    least: usize,
    most: usize,
    deep: bool,
    visited: usize,
    found: usize,
    /// Whether two results came out of one directory, whose order is not known.
    loose: bool,
    failed: bool,
    stops: bool,
    gathered: Vec<String>,
}

/// A place on the way.
struct Place<'p> {
    shown: &'p str,
    absolute: &'p str,
    status: Status,
    depth: usize,
    prunes: bool,
}

fn find(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let mut at = 0;
    let (mut follows, mut roots_follow) = (false, false);
    while let Some(word) = words.get(at) {
        match word.as_str() {
            "-L" => follows = true,
            "-H" => roots_follow = true,
            "-P" => {}
            _ => break,
        }
        at += 1;
    }
    let begins = |word: &String| word.starts_with('-') || word == "!" || word == "(";
    let end = words[at..].iter().position(begins).map_or(words.len(), |len| at + len);
    let mut roots: Vec<String> = words[at..end].to_vec();
    if roots.is_empty() {
        roots.push(".".to_owned());
    }
    let parsed = parse(&words[end..]).ok_or_else(|| writes(run, &words[end..], &roots))?;
    let mut walk = Walk {
        expression: &parsed.expression,
        follows,
        follows_roots: roots_follow,
        least: parsed.least,
        most: parsed.most,
        deep: parsed.deep,
        visited: 0,
        found: 0,
        loose: false,
        failed: false,
        stops: false,
        gathered: Vec::new(),
    };
    for root in &roots {
        let before = walk.found;
        walk.root(run, root)?;
        // Roots come in the order they are given; only what is below one is loose.
        walk.loose |= walk.found - before > 1;
        if walk.stops {
            break;
        }
    }
    if !walk.gathered.is_empty() {
        let command = parsed.expression.gathering().cloned().unwrap_or_default();
        if walk.gathered.len() > 1 {
            return Err(Cannot::NotFollowed);
        }
        let words = [command, walk.gathered.clone()].concat();
        let child = run.start(&words, Some(Value::empty()), None)?;
        let text = run.text_of(&child.output)?;
        run.out.push_str(&text);
        walk.failed |= child.status != 0;
    }
    if walk.failed {
        run.mutters();
    }
    if walk.loose && walk.stops {
        return Err(Cannot::NotFollowed);
    }
    run.unordered = walk.loose;
    Ok(i32::from(walk.failed))
}

/// A search that may write or take away leaves what is below its roots undecided.
fn writes(run: &mut Run<'_>, words: &[String], roots: &[String]) -> Cannot {
    if words.iter().any(|word| matches!(word.as_str(), "-delete" | "-exec" | "-execdir" | "-ok")) {
        for root in roots {
            if let Ok(path) = run.absolute(root) {
                run.touch(&path);
            }
        }
    }
    Cannot::unknown()
}

impl Walk<'_> {
    fn root(&mut self, run: &mut Run<'_>, root: &str) -> Result<(), Cannot> {
        let absolute = run.absolute(root)?;
        let status = match self.follows || self.follows_roots {
            true => {
                super::files::status(run, &absolute)?.or(super::files::link_status(run, &absolute)?)
            }
            false => super::files::link_status(run, &absolute)?,
        };
        match status {
            Some(status) => self.place(run, root, absolute.trim_end_matches('/'), status, 0),
            None => {
                self.failed = true;
                Ok(())
            }
        }
    }

    fn place(
        &mut self,
        run: &mut Run<'_>,
        shown: &str,
        absolute: &str,
        status: Status,
        depth: usize,
    ) -> Result<(), Cannot> {
        self.visited += 1;
        if self.visited > MOST {
            return Err(Cannot::NotFollowed);
        }
        run.host.spend(1).map_err(|OutOfFuel| Cannot::NotFollowed)?;
        let absolute = if absolute.is_empty() { "/" } else { absolute };
        let mut place = Place { shown, absolute, status, depth, prunes: false };
        if !self.deep {
            self.visit(run, &mut place)?;
        }
        let prunes = place.prunes;
        if status.is_directory() && depth < self.most && !prunes && !self.stops {
            self.below(run, shown, absolute, depth)?;
        }
        if self.deep {
            self.visit(run, &mut Place { shown, absolute, status, depth, prunes: false })?;
        }
        Ok(())
    }

    fn below(
        &mut self,
        run: &mut Run<'_>,
        shown: &str,
        absolute: &str,
        depth: usize,
    ) -> Result<(), Cannot> {
        let readable =
            super::files::status(run, absolute)?.is_some_and(|one| one.readable && one.executable);
        if !readable {
            self.failed = true;
            return Ok(());
        }
        let entries = run.machine().list(absolute).map_err(|fault| run.hidden(absolute, &fault))?;
        for entry in entries {
            let inner = format!("{}/{}", shown.trim_end_matches('/'), entry.name);
            let inner = if shown == "/" { format!("/{}", entry.name) } else { inner };
            let path = format!("{}/{}", absolute.trim_end_matches('/'), entry.name);
            let status = match self.follows {
                true => {
                    super::files::status(run, &path)?.or(super::files::link_status(run, &path)?)
                }
                false => super::files::link_status(run, &path)?,
            };
            if let Some(status) = status {
                self.place(run, &inner, &path, status, depth + 1)?;
            }
            if self.stops {
                break;
            }
        }
        Ok(())
    }

    fn visit(&mut self, run: &mut Run<'_>, place: &mut Place<'_>) -> Result<(), Cannot> {
        if place.depth < self.least || self.stops {
            return Ok(());
        }
        let expression = self.expression;
        self.test(run, expression, place).map(drop)
    }

    fn test(
        &mut self,
        run: &mut Run<'_>,
        expression: &Expression,
        place: &mut Place<'_>,
    ) -> Result<bool, Cannot> {
        Ok(match expression {
            Expression::And(all) => {
                for one in all {
                    if !self.test(run, one, place)? {
                        return Ok(false);
                    }
                }
                true
            }
            Expression::Or(all) => {
                for one in all {
                    if self.test(run, one, place)? {
                        return Ok(true);
                    }
                }
                false
            }
            Expression::Not(inner) => !self.test(run, inner, place)?,
            Expression::True => true,
            Expression::False => false,
            Expression::Name(pattern) => {
                let trimmed = place.shown.trim_end_matches('/');
                let name =
                    trimmed.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or("/");
                pattern.fits(name)?
            }
            Expression::Path(pattern) => pattern.fits(place.shown)?,
            Expression::Type(kinds) => kinds.contains(&place.status.kind),
            Expression::Permission(kind, bits) => match kind {
                '-' => place.status.mode & bits == *bits,
                '/' => *bits == 0 || place.status.mode & bits != 0,
                _ => place.status.mode & 0o7777 == *bits,
            },
            Expression::Access(letter) => {
                let status = super::files::status(run, place.absolute)?;
                status.is_some_and(|status| match letter {
                    'x' => status.executable,
                    'w' => status.writable,
                    _ => status.readable,
                })
            }
            Expression::Empty => match place.status.kind {
                Kind::Directory => match run.machine().list(place.absolute) {
                    Ok(names) => names.is_empty(),
                    Err(fault) => return Err(run.hidden(place.absolute, &fault)),
                },
                Kind::File => self.size(run, place)? == 0,
                _ => false,
            },
            Expression::Size(order, count, unit) => {
                if place.status.is_directory() {
                    return Err(Cannot::NotFollowed);
                }
                let units = self.size(run, place)?.div_ceil(*unit);
                units.cmp(count) == *order
            }
            Expression::Depths => true,
            Expression::Print(end) => {
                self.found += 1;
                run.out.push_str(place.shown);
                run.out.push(*end);
                if *end != '\n' && self.found > 1 {
                    return Err(Cannot::NotFollowed);
                }
                true
            }
            Expression::Printf(format) => {
                self.found += 1;
                let text = printed(format, place)?;
                run.out.push_str(&text);
                if !text.ends_with('\n') && self.found > 1 {
                    return Err(Cannot::NotFollowed);
                }
                true
            }
            Expression::Prune => {
                place.prunes = true;
                true
            }
            Expression::Quit => {
                self.stops = true;
                // Which one comes first only the file system knows.
                self.loose |= self.found > 0 && place.depth > 0;
                true
            }
            Expression::Delete => {
                run.change(Change::Removed { path: place.absolute.to_owned() });
                true
            }
            Expression::Exec(words) => {
                let words: Vec<String> =
                    words.iter().map(|word| word.replace("{}", place.shown)).collect();
                let child = run.start(&words, Some(Value::empty()), None)?;
                let text = run.text_of(&child.output)?;
                self.found += usize::from(!text.is_empty());
                run.out.push_str(&text);
                child.status == 0
            }
            Expression::Gather(_) => {
                self.gathered.push(place.shown.to_owned());
                true
            }
        })
    }

    fn size(&self, run: &mut Run<'_>, place: &Place<'_>) -> Result<u64, Cannot> {
        if place.status.kind == Kind::Symlink {
            return Ok(place.status.size);
        }
        match run.machine().read(place.absolute) {
            Ok(bytes) => Ok(bytes.len() as u64),
            Err(_) if place.status.size > 0 => Ok(place.status.size),
            Err(crate::machine::Fault::Denied) => Err(Cannot::NotFollowed),
            Err(fault) => Err(run.hidden(place.absolute, &fault)),
        }
    }
}

/// `-printf` with `%p`, `%f`, `%h`, `%P`, `%d`, `%m`, `%y` and the escapes for line ends.
fn printed(format: &str, place: &Place<'_>) -> Result<String, Cannot> {
    let mut out = String::new();
    let mut letters = format.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '%' => match letters.next() {
                Some('p') => out.push_str(place.shown),
                Some('f') => out.push_str(super::files::names::name_of(place.shown, "")),
                Some('h') => match place.shown.trim_end_matches('/').rsplit_once('/') {
                    Some((directory, _)) => out.push_str(directory),
                    None => out.push('.'),
                },
                Some('d') => out.push_str(&place.depth.to_string()),
                Some('m') => out.push_str(&format!("{:o}", place.status.mode & 0o7777)),
                Some('y') => out.push(match place.status.kind {
                    Kind::File => 'f',
                    Kind::Directory => 'd',
                    Kind::Symlink => 'l',
                    Kind::Other => return Err(Cannot::NotFollowed),
                }),
                Some('%') => out.push('%'),
                _ => return Err(Cannot::NotFollowed),
            },
            '\\' => match letters.next() {
                Some('n') => out.push('\n'),
                Some('t') => out.push('\t'),
                Some('0') => out.push('\0'),
                Some('\\') => out.push('\\'),
                _ => return Err(Cannot::NotFollowed),
            },
            other => out.push(other),
        }
    }
    Ok(out)
}
