//! zsh's `zstat -H table file` (zshmodules(1), "The zsh/stat Module").

use indexmap::IndexMap;

use crate::machine::Kind;
use crate::shells::posix::evaluator::Evaluator;
use crate::shells::posix::state::{Slot, Status};
use crate::text::Span;
use crate::value::{Shape, Unknown, Value};

/// What a machine does not tell of a file.
const OPEN: &[&str] =
    &["device", "inode", "nlink", "rdev", "atime", "mtime", "ctime", "blksize", "blocks"];

impl Evaluator<'_> {
    /// Whether a call is followed: one that puts all of one file into a table.
    pub(in crate::shells::posix) fn zstat(&mut self, arguments: &[Value], span: Span) -> bool {
        let words: Option<Vec<String>> =
            arguments.iter().map(|one| Some(one.text()?.into_owned())).collect();
        let words = words.unwrap_or_default();
        let plain: Vec<&str> =
            words.iter().map(String::as_str).filter(|word| *word != "--").collect();
        let (table, file, follows) = match plain.as_slice() {
            ["-H", table, file] => (*table, *file, true),
            ["-LH", table, file] | ["-L", "-H", table, file] => (*table, *file, false),
            _ => return false,
        };
        let Some(path) = self.absolute(file).filter(|_| !file.starts_with(['-', '+'])) else {
            return false;
        };
        let machine = self.host.machine();
        let found = if follows { machine.status(&path) } else { machine.link_status(&path) };
        match found {
            Ok(found) if found.kind != Kind::Other => {
                let told = self.told_of_file(&found, span);
                self.state.store(table, Slot::Map(told.into()));
                self.state.status = Status::OK;
            }
            Ok(_) => return false,
            Err(fault) if fault.is_ours() => return false,
            Err(_) => {
                self.error(&format!("zstat: {file}: no such file or directory"), "file", span);
                self.state.status = Status::FAILED;
            }
        }
        true
    }

    fn told_of_file(&self, found: &crate::machine::Status, span: Span) -> IndexMap<String, Value> {
        let open = |what: &str| {
            let reason = format!("is the `{what}` of a file");
            Value::unknown(Unknown::new(reason, self.origin(span)).shaped(Shape::Number))
        };
        let kind = match found.kind {
            Kind::Directory => 0o040_000,
            Kind::Symlink => 0o120_000,
            _ => 0o100_000,
        };
        let number = |number: u64| self.computed(number.to_string(), span);
        let owner =
            |of: Option<u32>, what: &str| of.map_or_else(|| open(what), |n| number(n.into()));
        let mut told: IndexMap<String, Value> =
            OPEN.iter().map(|what| ((*what).to_owned(), open(what))).collect();
        told.insert("mode".into(), number(u64::from(found.mode & 0o7777 | kind)));
        told.insert("uid".into(), owner(found.owner.map(|(user, _)| user), "uid"));
        told.insert("gid".into(), owner(found.owner.map(|(_, group)| group), "gid"));
        let size = if found.kind == Kind::File { number(found.size) } else { open("size") };
        told.insert("size".into(), size);
        let link = if found.kind == Kind::Symlink { open("link") } else { Value::empty() };
        told.insert("link".into(), link);
        told
    }
}
