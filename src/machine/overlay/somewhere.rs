//! Changes at a place of which only a part of the name is known: what may stand at every path that fits.

use std::cell::OnceCell;
use std::rc::Rc;

use super::Overlay;
use super::change::{Effect, Opened, Somewhere};
use super::files::Laid;
use crate::machine::path::folded;
use crate::machine::{Fault, Machine};

/// What is left to be known of a place, by whether something is there.
fn left(effect: Effect, there: bool, why: &Rc<str>) -> Option<Laid> {
    Some(match effect.opens(there)? {
        Opened::Directory => Laid::Perhaps(why.clone()),
        Opened::All => Laid::Undecided(why.clone()),
    })
}

/// A change at one of several places, and how the paths of those begin and end as the machine compares them.
pub(super) struct Loose {
    front: String,
    back: String,
    /// Whether it may be one of the system's places, too.
    anywhere: bool,
    effect: Effect,
    why: Rc<str>,
}

/// So many kinds of places are told apart; behind them one that could be anywhere stands for all.
const MOST: usize = 64;

impl Overlay<'_> {
    /// Keeps a change at a place that is not known, and opens what earlier changes laid there.
    pub(super) fn loosen(&self, at: &Somewhere, effect: Effect, why: &Rc<str>) {
        let crowded = self.loose.borrow().len() >= MOST;
        let at = if crowded { &Somewhere::default() } else { at };
        let (front, back) = (self.resolved(&at.front), self.compared(&at.back));
        let anywhere = crowded || !front.is_empty();
        let loose = Loose { front, back, anywhere, effect, why: why.clone() };
        let same = |one: &Loose| {
            (&one.front, &one.back, one.anywhere, one.effect)
                == (&loose.front, &loose.back, loose.anywhere, loose.effect)
        };
        self.open_laid(&loose);
        if effect == Effect::MakesDirectory {
            self.lay_perhaps(&at.front, why);
        }
        let mut all = self.loose.borrow_mut();
        if all.len() <= MOST + 4 && !all.iter().any(same) {
            all.push(loose);
        }
    }

    /// What is known of a directory's path names those above it, which may be made with it.
    fn lay_perhaps(&self, front: &str, why: &Rc<str>) {
        let at = front.rfind(|letter| self.platform().is_separator(letter));
        let above = self.platform().normalize(at.map_or("", |at| &front[..at]));
        if self.platform().is_absolute(&above)
            && matches!(self.link_status(&above), Err(Fault::NotFound))
        {
            self.lay(&above, Laid::Perhaps(why.clone()));
        }
    }

    /// The beginning of a name as the machine compares it, without links in front of the part that is open.
    fn resolved(&self, front: &str) -> String {
        let platform = self.platform();
        let Some(at) = front.rfind(|letter| platform.is_separator(letter)) else {
            return self.compared(front);
        };
        let (directory, begun) = front.split_at(at + 1);
        let directory = platform.normalize(directory);
        let real = self.canonical(&directory, true).unwrap_or(directory);
        let separator = platform.separator();
        let ends = if real.ends_with(separator) { "" } else { &separator.to_string() };
        self.compared(&format!("{real}{ends}{begun}"))
    }

    /// A part of a path as the machine compares it.
    fn compared(&self, part: &str) -> String {
        if self.facts().ignores_case { folded(part) } else { part.to_owned() }
    }

    fn open_laid(&self, loose: &Loose) {
        let fits = |key: &str| self.fits(loose, key);
        let mut laid = self.laid.borrow_mut();
        self.works(laid.len() as u64);
        for (_, (path, what)) in laid.iter_mut().filter(|(key, _)| fits(key)) {
            let there = !matches!(what, Laid::Gone | Laid::Perhaps(_));
            let settled = matches!(what, Laid::Undecided(_)) || self.is_of_system(loose, path);
            if let Some(open) = left(loose.effect, there, &loose.why).filter(|_| !settled) {
                *what = open;
            }
        }
    }

    /// What changes at places that are not known leave of one at which nothing was laid.
    pub(super) fn loosened(&self, path: &str, gone: bool) -> Option<Laid> {
        let all = self.loose.borrow();
        if all.is_empty() {
            return None;
        }
        self.works(all.len() as u64);
        let key = self.key(path);
        let there = OnceCell::new();
        let there = || *there.get_or_init(|| !gone && self.below.link_status(path).is_ok());
        let fitting =
            all.iter().filter(|one| self.fits(one, &key) && !self.is_of_system(one, path));
        let mut left = fitting.filter_map(|one| left(one.effect, there(), &one.why));
        let first = left.next()?;
        // A directory that may be there says less than a file that may be.
        match first {
            Laid::Perhaps(_) => left.find(|one| matches!(one, Laid::Undecided(_))).or(Some(first)),
            _ => Some(first),
        }
    }

    /// What may have been made below a directory is gone with it, or as open as all there.
    pub(super) fn settle(&self, below: &str) {
        self.loose.borrow_mut().retain(|one| !one.front.starts_with(below));
    }

    /// Whether a directory may have got or lost an entry whose name is not known.
    pub(super) fn loosened_inside(&self, directory: &str) -> Option<Rc<str>> {
        let all = self.loose.borrow();
        if all.is_empty() {
            return None;
        }
        let separator = self.platform().separator();
        let mut inside = self.key(directory);
        if !inside.ends_with(separator) {
            inside.push(separator);
        }
        // Below an entry that is named whole nothing changes the list.
        let here = |one: &Loose| {
            let rest = one.front.strip_prefix(&inside);
            rest.is_some_and(|rest| !rest.contains(separator))
        };
        let may = |one: &&Loose| {
            (here(one) || inside.starts_with(&one.front)) && !self.is_of_system(one, directory)
        };
        all.iter().find(may).map(|one| one.why.clone())
    }

    fn fits(&self, loose: &Loose, key: &str) -> bool {
        let separator = self.platform().separator();
        let ends = |key: &str| {
            key.len() >= loose.front.len() + loose.back.len()
                && key.ends_with(&loose.back)
                // What is not known may be nothing, but not in the place of a whole name.
                && (key.len() > loose.front.len() || !loose.front.ends_with(separator))
        };
        let below = || {
            let parts = key.match_indices(separator).map(|(at, _)| at);
            parts.skip_while(|at| *at < loose.front.len()).any(|at| ends(&key[..at]))
        };
        key.starts_with(&loose.front)
            && (ends(key) || loose.effect.reaches_below() && !loose.back.is_empty() && below())
    }

    /// A name of which nothing is known is taken for one of the user's own: a startup file that leaves the
    /// system's programs to chance leaves no system.
    fn is_of_system(&self, loose: &Loose, path: &str) -> bool {
        !loose.anywhere && self.facts().is_of_system(path)
    }
}
