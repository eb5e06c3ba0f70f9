//! What is tried in a directory: the name itself where it has an extension, and with every item of PATHEXT.

use std::cell::Cell;
use std::rc::Rc;

use crate::value::{Origin, Unknown, When};

/// So many files are asked for in one search: directories times endings. Windows' own limit of 32,767
/// characters for a variable leaves room for more, nobody's PATHEXT does.
const MOST_ASKED: usize = 1 << 18;

/// The names that are tried in a directory.
pub(super) struct Names {
    /// As typed, quotes taken away.
    pub name: String,
    extensions: Vec<Extension>,
    tried: Vec<Tried>,
    asked: Cell<usize>,
}

/// A name that is tried.
pub(super) struct Tried {
    /// The file's name.
    pub name: String,
    /// What is to be said of its ending.
    pub reason: String,
    /// The condition under which the ending is there.
    pub when: Option<When>,
}

/// An entry of PATHEXT.
#[derive(Clone)]
pub(super) struct Extension {
    /// As PATHEXT has it.
    pub text: String,
    /// The condition under which it is there.
    pub when: Option<When>,
}

impl Names {
    pub fn new(name: &str, extensions: Vec<Extension>) -> Self {
        let tried = tried(name, &extensions);
        Self { name: name.to_owned(), extensions, tried, asked: Cell::new(0) }
    }

    /// The names for one more directory; why not, where that would be more than is asked for.
    pub fn tried(&self) -> Result<&[Tried], Rc<Unknown>> {
        self.asked.set(self.asked.get() + self.tried.len());
        if self.asked.get() <= MOST_ASKED {
            return Ok(&self.tried);
        }
        let reason = "has more endings, in more directories, than envsim asks for";
        Err(Rc::new(Unknown::new(reason, Origin::Builtin("PATHEXT".into()))))
    }

    pub fn without_directory(&self) -> Self {
        let name = self.name.rsplit(['\\', '/', ':']).next().unwrap_or_default();
        Self::new(name, self.extensions.clone())
    }

    pub fn has_extension(&self) -> bool {
        self.name.contains('.')
    }
}

fn tried(name: &str, extensions: &[Extension]) -> Vec<Tried> {
    let has_extension = name.contains('.');
    let bare = Tried { name: name.to_owned(), reason: String::new(), when: None };
    let with = |Extension { text, when }: &Extension| Tried {
        name: format!("{name}{text}"),
        reason: match has_extension {
            true => format!(", with one more extension, {text}, from PATHEXT"),
            false => String::new(),
        },
        when: when.clone(),
    };
    let others = extensions.iter().map(with).filter(|one| !one.name.ends_with('.'));
    has_extension.then_some(bare).into_iter().chain(others).collect()
}

/// Both conditions.
pub(super) fn both(outer: Option<&When>, inner: Option<When>) -> Option<When> {
    match (outer, inner) {
        (Some(outer), Some(inner)) => Some(outer.and(&inner)),
        (outer, inner) => inner.or_else(|| outer.cloned()),
    }
}
