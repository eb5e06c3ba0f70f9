//! `for`: over words and files, over directories, counting; `for /f` is in [`super::lines`].

use std::rc::Rc;

use super::{Evaluator, Flow, arguments};
use crate::machine::{Entry, Kind as EntryKind, Platform};
use crate::shells::cmd::expand::full_path;
use crate::shells::cmd::parser::{Unescape, unescape};
use crate::shells::cmd::state::Level;
use crate::shells::cmd::syntax::{For, Kind};
use crate::shells::cmd::traced::Traced;
use crate::text::Span;
use crate::value::{Origin, Unknown};

/// How deep `for /r` goes into directories.
const DEEPEST_DIRECTORY: u32 = 40;

impl Evaluator<'_> {
    pub(super) fn repeated(&mut self, line: &Traced, one: &For, span: Span) -> Flow {
        let origin = Self::origin(line, span);
        // Without a turn it succeeds; otherwise its code is that of the last command.
        self.state.code = Level::Known(0);
        if let Some(options) = one.lines {
            return self.over_lines(line, one, options, &origin);
        }
        let set = self.runtime(&unescape(line, one.set, Unescape::Blanks));
        if one.counting {
            return self.counting(line, one, &set, &origin);
        }
        if let Some(root) = one.recursive {
            return self.recursive(line, one, root, &set, &origin);
        }
        for word in arguments::words(&set) {
            let flow = self.over_word(line, one, &word, &origin);
            if flow != Flow::Next {
                return flow;
            }
        }
        Flow::Next
    }

    fn over_word(&mut self, line: &Traced, one: &For, word: &Traced, origin: &Origin) -> Flow {
        if arguments::may_be_several(word)
            && let Some(unknown) = word.why_unknown()
        {
            return self.repeat_unknown(
                line,
                one,
                &unknown,
                &[(one.variable, unknown_text(&unknown))],
            );
        }
        let text = word.text();
        if !text.contains(['*', '?']) {
            return self.turn_of(line, one, word.clone());
        }
        if let Some(unknown) = word.why_unknown() {
            return self.repeat_unknown(
                line,
                one,
                &unknown,
                &[(one.variable, unknown_text(&unknown))],
            );
        }
        match self.matching(&text.replace('"', ""), one.directories) {
            Err(unknown) => {
                self.repeat_unknown(line, one, &unknown, &[(one.variable, unknown_text(&unknown))])
            }
            Ok(found) => {
                let wanted = |kind: EntryKind| (kind == EntryKind::Directory) == one.directories;
                for (name, kind) in found {
                    if !wanted(kind) {
                        continue;
                    }
                    let flow = self.turn_of(line, one, Traced::known(&name, origin.clone()));
                    if flow != Flow::Next {
                        return flow;
                    }
                }
                Flow::Next
            }
        }
    }

    /// One turn with this value.
    pub(super) fn turn_of(&mut self, line: &Traced, one: &For, value: Traced) -> Flow {
        self.turn_with(line, one, vec![(one.variable, value)])
    }

    pub(super) fn turn_with(
        &mut self,
        line: &Traced,
        one: &For,
        values: Vec<(char, Traced)>,
    ) -> Flow {
        if self.pay_turn().is_err() {
            return Flow::Exit;
        }
        let before = (self.state.loops.clone(), self.state.visible);
        let loops = Rc::make_mut(&mut self.state.loops);
        loops.extend(values);
        self.state.visible = self.state.loops.len();
        self.show(line, &one.body);
        let flow = self.node(line, &one.body);
        (self.state.loops, self.state.visible) = before;
        flow
    }

    /// `(start,step,end)`; what is missing or no number is 0.
    fn counting(&mut self, line: &Traced, one: &For, set: &Traced, origin: &Origin) -> Flow {
        if let Some(unknown) = set.why_unknown() {
            let value = [(one.variable, unknown_text(&unknown))];
            return self.repeat_unknown(line, one, &unknown, &value);
        }
        let words = arguments::words(set);
        let number =
            |index: usize| words.get(index).map_or(0, |word| super::numbers::leading(word.text()));
        let (start, step, end) = (number(0), number(1), number(2));
        let mut at = start;
        let mut left: Option<Flow> = None;
        while if step >= 0 { at <= end } else { at >= end } {
            if left.is_some() {
                return left.unwrap_or(Flow::Next);
            }
            let flow = self.turn_of(line, one, Traced::known(&at.to_string(), origin.clone()));
            if flow != Flow::Next {
                left = Some(flow);
                if !matches!(one.body.kind, Kind::Quiet(_)) {
                    self.show_unknown("`for /l` goes on behind `goto`", origin);
                }
                if matches!(left, Some(Flow::Exit | Flow::Abort)) || step != 0 {
                    break;
                }
                return self.endless(origin);
            }
            match at.checked_add(step) {
                Some(next) => at = next,
                None => break,
            }
        }
        left.unwrap_or(Flow::Next)
    }

    /// `goto` does not stop `for /l`, and a step of 0 never ends.
    fn endless(&mut self, origin: &Origin) -> Flow {
        self.lost("`for /l` with a step of 0 never ends", origin);
        Flow::Next
    }

    fn recursive(
        &mut self,
        line: &Traced,
        one: &For,
        root: Option<Span>,
        set: &Traced,
        origin: &Origin,
    ) -> Flow {
        let root = match root {
            Some(span) => self.word(line, span),
            None => Traced::known(".", origin.clone()),
        };
        let root = match root.why_unknown() {
            Some(unknown) => Err(unknown),
            None => full_path(&self.expander(), &root.text().replace('"', "")),
        };
        let directories = match (root, set.why_unknown()) {
            (Ok(root), None) => self.below(&root, 0),
            (Err(unknown), _) | (_, Some(unknown)) => Err(unknown),
        };
        let directories = match directories {
            Ok(directories) => directories,
            Err(unknown) => {
                let value = [(one.variable, unknown_text(&unknown))];
                return self.repeat_unknown(line, one, &unknown, &value);
            }
        };
        for directory in directories {
            for word in arguments::words(set) {
                let bare = word.text().replace('"', "");
                let full = Platform::Windows.join(&directory, &bare);
                let full = Traced::known(&full, origin.clone());
                let flow = self.over_word(line, one, &full, origin);
                if flow != Flow::Next {
                    return flow;
                }
            }
        }
        Flow::Next
    }

    /// A directory and all below it.
    pub(super) fn below(&mut self, root: &str, depth: u32) -> Result<Vec<String>, Rc<Unknown>> {
        let mut all = vec![root.to_owned()];
        if depth > DEEPEST_DIRECTORY || self.host.spend(1).is_err() {
            return Ok(all);
        }
        for entry in self.entries(root)? {
            if entry.kind == EntryKind::Directory {
                all.extend(self.below(&Platform::Windows.join(root, &entry.name), depth + 1)?);
            }
        }
        Ok(all)
    }

    /// What is in a directory; nothing where there is none, and the reason where that is not known.
    pub(super) fn entries(&self, directory: &str) -> Result<Vec<Entry>, Rc<Unknown>> {
        match self.host.machine().list(directory) {
            Ok(entries) => Ok(entries),
            Err(fault) if fault.is_ours() => {
                let reason = format!("depends on what is in {directory}, of which {fault}");
                Err(Rc::new(Unknown::new(reason, Origin::Builtin("cmd".into()))))
            }
            Err(_) => Ok(Vec::new()),
        }
    }
}

/// A text that is nothing but unknown.
pub(super) fn unknown_text(unknown: &Rc<Unknown>) -> Traced {
    let mut traced = Traced::default();
    traced.push_unknown(unknown.clone());
    traced
}
