//! Where a path leads on a recorded machine: part by part, through links and 8.3 names.

use super::{At, Item, MOST_FOUND, MOST_LINKS, Node, Recorded};
use crate::machine::Fault;
use crate::machine::path::folded;

impl Recorded {
    /// Follows links part by part, as the kernel does; the last part only if asked.
    pub(super) fn find(&self, path: &str, follow_last: bool) -> Result<&Item, Fault> {
        let found = &self.found[usize::from(follow_last)];
        if let Some(known) = found.borrow().get(path) {
            return known.clone().and_then(|key| self.items.get(&key).ok_or(Fault::NotFound));
        }
        let mut links = MOST_LINKS;
        let walked = self.walk(path, follow_last, &mut links);
        let mut found = found.borrow_mut();
        if found.len() >= MOST_FOUND {
            found.clear();
        }
        found.insert(path.to_owned(), walked.clone().map(|(key, _)| key.clone()));
        walked.map(|(_, item)| item)
    }

    fn walk(&self, path: &str, follow_last: bool, links: &mut u32) -> Result<At<'_>, Fault> {
        let platform = self.facts.platform;
        let root = platform.root_len(path);
        let mut here = self.item(&self.key(&path[..root]));
        let mut parts = path[root..]
            .split(|c| platform.is_separator(c))
            .filter(|part| !part.is_empty())
            .peekable();
        if path[root..].is_empty() {
            return here.ok_or(Fault::NotFound);
        }
        while let Some(part) = parts.next() {
            if here.is_some_and(|(_, item)| !matches!(item.node, Node::Directory)) {
                return Err(Fault::NotADirectory);
            }
            if here.is_some_and(|(_, item)| !self.status_of(item).executable) {
                // Search permission (path_resolution(7)); the superuser needs none.
                return Err(Fault::Denied);
            }
            let key = self.key_in(here, &path[..root], part);
            let named = self.item(&key).or_else(|| self.item(self.short.get(&*key)?));
            let item = named.ok_or(Fault::NotFound)?;
            let trailing = path.ends_with(|c| platform.is_separator(c));
            let last = parts.peek().is_none() && !trailing;
            here = Some(if last && !follow_last { item } else { self.resolved(item, links)? });
            if trailing && parts.peek().is_none() && !is_directory(here) {
                return Err(Fault::NotADirectory);
            }
        }
        here.ok_or(Fault::NotFound)
    }

    /// The key of a part of a path, seen from the directory that was reached.
    fn key_in(&self, here: Option<At>, root: &str, part: &str) -> String {
        let platform = self.facts.platform;
        let Some((key, item)) = here.filter(|_| !matches!(part, "." | "..")) else {
            let directory = here.map_or(root, |(_, item)| item.spelling.as_str());
            return self.key(&platform.join(directory, part));
        };
        // A drive-like part (`C:` inside a path) is no plain name.
        if platform.is_windows() && part.contains(':') {
            return self.key(&platform.join(&item.spelling, part));
        }
        let mut below = key.to_string();
        if !below.ends_with(platform.separator()) {
            below.push(platform.separator());
        }
        below.push_str(&if self.facts.ignores_case { folded(part) } else { part.to_owned() });
        below
    }

    fn resolved<'s>(&'s self, at: At<'s>, links: &mut u32) -> Result<At<'s>, Fault> {
        let Node::Symlink(target) = &at.1.node else { return Ok(at) };
        *links = links.checked_sub(1).ok_or(Fault::Loop)?;
        let platform = self.facts.platform;
        let directory = platform.parent(&at.1.spelling).unwrap_or("/");
        self.walk(&platform.join(directory, target), true, links)
    }
}

fn is_directory(at: Option<At>) -> bool {
    at.is_some_and(|(_, item)| matches!(item.node, Node::Directory))
}
