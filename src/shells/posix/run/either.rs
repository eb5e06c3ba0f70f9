//! Options that one of two ways turned on: what they decide is done with the option on and with it off.

use std::rc::Rc;

use crate::shells::posix::evaluator::{Evaluator, Flow};
use crate::shells::posix::parser::literal;
use crate::shells::posix::syntax::{
    AndOr, Argument, Assigned, Assignment, Command, Kind, Pipeline, Simple, Word,
};
use crate::text::Span;
use crate::value::Unknown;

/// What a list must have for an option to matter to it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Decides {
    /// Marks of patterns or expansions, in a word that is taken apart.
    Words,
    /// The same, or a group of ksh in what is cut off a text.
    Groups,
    /// Anything that is expanded, quoted or not.
    Expansions,
    /// A pattern that a text is compared with.
    Patterns,
    /// A prompt, a number, or a command that asks for the option.
    Commands,
    /// Two commands of which one reads what the other prints.
    Pipes,
    /// The name of an alias.
    Aliases,
}

/// The options that change what a command means, as they are kept: those of zsh that are on from the start as
/// their absence (bash(1), `set` and `shopt`; zshoptions(1)). What `errexit`, `noclobber`, `nounset` and
/// `pipefail` decide is left open where it is asked.
#[rustfmt::skip]
const OPTIONS: &[(&str, Decides)] = &[
    ("aliasfuncdef", Decides::Commands),
    ("allexport", Decides::Commands),
    ("autonamedirs", Decides::Commands),
    ("braceexpand", Decides::Words),
    ("cbases", Decides::Expansions),
    ("cprecedences", Decides::Expansions),
    ("cshnullglob", Decides::Words),
    ("dotglob", Decides::Words),
    ("expand_aliases", Decides::Aliases),
    ("extendedglob", Decides::Expansions),
    ("extglob", Decides::Groups),
    ("failglob", Decides::Words),
    ("globassign", Decides::Words),
    ("globdots", Decides::Words),
    ("globstar", Decides::Words),
    ("globsubst", Decides::Expansions),
    ("ignorebraces", Decides::Words),
    ("ksharrays", Decides::Expansions),
    ("kshautoload", Decides::Commands),
    ("kshglob", Decides::Expansions),
    ("lastpipe", Decides::Pipes),
    ("localoptions", Decides::Commands),
    ("localtraps", Decides::Commands),
    ("magicequalsubst", Decides::Words),
    ("noaliases", Decides::Aliases),
    ("nocaseglob", Decides::Words),
    ("nocasematch", Decides::Patterns),
    ("noequals", Decides::Words),
    ("noglob", Decides::Words),
    ("noglobalexport", Decides::Commands),
    ("nomultios", Decides::Pipes),
    ("nonomatch", Decides::Words),
    ("nopromptpercent", Decides::Commands),
    ("nullglob", Decides::Words),
    ("numericglobsort", Decides::Words),
    ("octalzeroes", Decides::Expansions),
    ("patsub_replacement", Decides::Patterns),
    ("posixtraps", Decides::Commands),
    ("promptbang", Decides::Commands),
    ("promptsubst", Decides::Commands),
    ("promptvars", Decides::Patterns),
    ("rcexpandparam", Decides::Expansions),
    ("rematchpcre", Decides::Patterns),
    ("shglob", Decides::Expansions),
    ("shwordsplit", Decides::Words),
    ("typesetsilent", Decides::Commands),
    ("xpg_echo", Decides::Commands),
];

/// The marks of patterns, names of directories, braces and expansions.
const MARKS: &[char] = &['*', '?', '[', '#', '^', '~', '=', '{', '$', '`'];

/// Whether something of a word stands outside of quotes and is no plain text.
fn is_lively(text: &str) -> bool {
    let (mut double, mut single, mut escaped) = (false, false, false);
    for letter in text.chars() {
        match letter {
            _ if std::mem::take(&mut escaped) => {}
            '\\' if !single => escaped = true,
            '"' if !single => double = !double,
            '\'' if !double => single = !single,
            letter if !single && !double && MARKS.contains(&letter) => return true,
            _ => {}
        }
    }
    false
}

/// Whether a text is cut or replaced by a pattern that may hold a group.
fn cuts_by_groups(text: &str) -> bool {
    let operand = |sign: &&str| text.contains(*sign);
    text.contains("${") && (text.contains('(') || ["#$", "%$", "/$"].iter().any(operand))
}

/// Whether a command makes words that are split and taken for names of files: conditions and patterns are not, nor
/// is what is assigned to a scalar (bash(1), EXPANSION; zsh too, but for GLOB_ASSIGN).
fn makes_words(command: &Command, zsh: bool) -> bool {
    match &command.kind {
        Kind::Simple(simple) => {
            let list = |one: &Assignment| matches!(one.value, Assigned::Array(_));
            zsh || !simple.words.is_empty() || simple.assignments.iter().any(list)
        }
        Kind::Arithmetic(_)
        | Kind::ForArithmetic { .. }
        | Kind::Condition(_)
        | Kind::Case { .. } => !command.redirects.is_empty(),
        _ => true,
    }
}

/// The places of what a command itself expands: of a compound one what stands before its bodies.
fn heads(command: &Command, all: &mut Vec<Span>) {
    let mut words = |words: &[Word]| all.extend(words.iter().map(|word| word.span));
    match &command.kind {
        Kind::Simple(_) | Kind::Arithmetic(_) | Kind::Condition(_) => all.push(command.span),
        Kind::For { words: Some(given), .. } => words(given),
        Kind::ForArithmetic { parts, .. } => words(&parts[..]),
        Kind::Case { word, arms } => {
            all.push(word.span);
            all.extend(arms.iter().flat_map(|arm| &arm.patterns).map(|word| word.span));
        }
        Kind::Repeat { count, .. } => all.push(count.span),
        Kind::Anonymous { arguments, .. } => words(arguments),
        _ => {}
    }
    all.extend(command.redirects.iter().map(|redirect| redirect.target.span));
}

fn compares(command: &Command) -> bool {
    matches!(command.kind, Kind::Condition(_) | Kind::Case { .. })
}

fn first_word(simple: &Simple) -> Option<&Word> {
    match simple.words.first()? {
        Argument::Word(word) => Some(word),
        Argument::Assignment(_) => None,
    }
}

impl Evaluator<'_> {
    /// An option that one of two ways turned on or off, where the list may mean another thing by it.
    pub(super) fn open_option(&self, and_or: &AndOr) -> Option<(String, Rc<Unknown>)> {
        let mut open = self.state.options.open().peekable();
        open.peek()?;
        let (name, why) = open.find(|(name, _)| {
            let known = OPTIONS.binary_search_by_key(name, |(known, _)| known).ok();
            known.is_some_and(|at| self.is_decided_by(and_or, OPTIONS[at].1))
        })?;
        Some((name.to_owned(), why.clone()))
    }

    /// Runs the list with the option on, and with it off; what was turned together stays together.
    pub(super) fn with_option_either_way(
        &mut self,
        and_or: &AndOr,
        name: &str,
        why: &Rc<Unknown>,
    ) -> Flow {
        let options = &self.state.options;
        let together = options.open().filter(|(_, other)| Rc::ptr_eq(other, why));
        let turned: Vec<(String, bool)> =
            together.map(|(name, _)| (name.to_owned(), options.has(name))).collect();
        let way = |this: &mut Self, same: bool| {
            for (name, on) in &turned {
                this.state.options.turn(name, *on == same);
            }
            this.and_or(and_or)
        };
        let when = format!("`{name}` is {}", if options.has(name) { "on" } else { "off" });
        self.fork(why, &when, |this| way(this, true), |this| way(this, false))
    }

    fn is_decided_by(&self, and_or: &AndOr, decides: Decides) -> bool {
        let rest = and_or.rest.iter().map(|(_, pipeline)| pipeline);
        let decided = |pipeline: &Pipeline| {
            let all = &pipeline.commands;
            decides == Decides::Pipes && all.len() > 1
                || all.iter().any(|command| self.command_is_decided(command, decides))
        };
        std::iter::once(&and_or.first).chain(rest).any(decided)
    }

    fn command_is_decided(&self, command: &Command, decides: Decides) -> bool {
        let mut spans = Vec::new();
        heads(command, &mut spans);
        let mut texts = spans.iter().map(|span| span.of(self.source.text()));
        let words = makes_words(command, self.state.dialect.is_zsh());
        match decides {
            Decides::Words => words && texts.any(is_lively),
            Decides::Groups => texts.any(|text| words && is_lively(text) || cuts_by_groups(text)),
            Decides::Expansions => texts.any(|text| text.contains(MARKS)),
            Decides::Patterns => compares(command) || texts.any(|text| text.contains("${")),
            Decides::Commands => matches!(command.kind, Kind::Simple(_)) || !spans.is_empty(),
            Decides::Pipes => command.redirects.len() > 1,
            Decides::Aliases => match &command.kind {
                Kind::Simple(simple) => self.names_alias(simple),
                _ => false,
            },
        }
    }

    fn names_alias(&self, simple: &Simple) -> bool {
        let name = first_word(simple).and_then(|word| literal(word, self.source.text()));
        let others = self.state.other_aliases.iter().next().is_some();
        others || name.is_some_and(|name| self.state.aliases.entry(name).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_found() {
        assert!(OPTIONS.is_sorted_by_key(|(name, _)| name));
    }

    #[test]
    fn quotes_keep_a_word_whole() {
        assert!(is_lively("a*") && is_lively("\"a\"$b") && is_lively("'a'*"));
        assert!(!is_lively("\"$a*\"") && !is_lively("'*'") && !is_lively("\\*") && !is_lively("a"));
    }
}
