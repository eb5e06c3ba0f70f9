//! Words as patterns, and whether a text matches one (POSIX 2.13, bash(1) "Pattern Matching", zshexpn(1)).

use std::rc::Rc;

use super::Purpose;
use super::fields::Fields;
use crate::shells::posix::evaluator::{Evaluator, Expanded, Stop};
use crate::shells::posix::pattern::{self, Characters, Pattern, Syntax};
use crate::shells::posix::syntax::Word;
use crate::value::{Unknown, Value};

impl Evaluator<'_> {
    /// A word as a pattern: what is quoted stands for itself; `None` with a reason where it is not known.
    pub fn pattern(&mut self, word: &Word) -> Expanded<Result<Characters, Rc<Unknown>>> {
        self.pattern_for(word, Purpose::Single)
    }

    /// The pattern of a parameter's operator.
    pub(super) fn operand(&mut self, word: &Word) -> Expanded<Result<Characters, Rc<Unknown>>> {
        let characters = self.pattern_for(word, Purpose::Operand)?;
        self.must_be_pattern(characters.as_ref().ok(), word)?;
        Ok(characters)
    }

    /// Whether zsh takes a text for no pattern: a bracket expression in it never ends (Src/pattern.c,
    /// `patcomppiece`).
    pub(super) fn is_no_pattern(&self, characters: &Characters) -> bool {
        self.state.dialect.is_zsh() && pattern::is_open(characters)
    }

    /// What is no pattern is an error wherever one is matched, whatever options say.
    fn must_be_pattern(&mut self, characters: Option<&Characters>, word: &Word) -> Expanded<()> {
        if !characters.is_some_and(|characters| self.is_no_pattern(characters)) {
            return Ok(());
        }
        self.error("bad pattern", "pattern", word.span);
        Err(Stop::File)
    }

    fn pattern_for(
        &mut self,
        word: &Word,
        purpose: Purpose,
    ) -> Expanded<Result<Characters, Rc<Unknown>>> {
        let mut fields = Fields::default();
        self.parts(&word.parts, purpose, false, &mut fields)?;
        let mut characters = Characters::new();
        for field in fields.finish() {
            for chunk in field.chunks {
                // zsh takes what an expansion gives literally (zshexpn(1), GLOB_SUBST).
                let literal = chunk.quoted
                    || (chunk.expanded && self.state.dialect.is_zsh() && !self.option("globsubst"));
                match chunk.value.text() {
                    Some(text) => characters.extend(text.chars().map(|letter| (letter, literal))),
                    None => return Ok(Err(self.why(&chunk.value, word.span))),
                }
            }
        }
        if self.state.dialect.is_dash() {
            plain_carets(&mut characters);
        }
        // Each is a letter of a pattern that is compiled, and then tried.
        self.handles(characters.len());
        Ok(Ok(characters))
    }

    /// Whether one element of a list matches, where that is known.
    pub(super) fn element_matches(&self, value: &Value, characters: &Characters) -> Option<bool> {
        let pattern = Pattern::new(characters, self.pattern_syntax(false))?;
        match value.text() {
            Some(text) => Some(pattern.matches(&text)).filter(|_| !pattern.gave_up()),
            None if value.may_be_words() => None,
            None => pattern::decided(characters, value),
        }
    }

    /// Whether a text that is not known as a whole matches, where that is the same for all it can be.
    fn matches_in_part(&self, text: &Value, characters: &Characters) -> Option<bool> {
        let pattern = Pattern::new(characters, self.pattern_syntax(true))?;
        let cased = !self.option("nocasematch") && !self.option("nocaseglob");
        text.all(|one| match one.text() {
            Some(known) => Some(pattern.matches(&known)).filter(|_| !pattern.gave_up()),
            None => pattern::decided(characters, one).filter(|_| cased),
        })
    }

    /// Whether a text matches a pattern word; the reason where that is not known.
    pub fn matches(&mut self, text: &Value, word: &Word) -> Expanded<Result<bool, Rc<Unknown>>> {
        let characters = match self.pattern(word)? {
            Ok(characters) => characters,
            Err(why) => return Ok(Err(why)),
        };
        self.must_be_pattern(Some(&characters), word)?;
        // A lone star matches whatever the text is.
        if !characters.is_empty() && characters.iter().all(|one| *one == ('*', false)) {
            return Ok(Ok(true));
        }
        let folds = self.state.dialect.is_bash() && self.option("nocasematch");
        let characters = if folds { folded(&characters) } else { characters };
        let text = &if folds { text.map_text(str::to_lowercase) } else { text.clone() };
        let Some(known) = text.text() else {
            let decided = self.matches_in_part(text, &characters);
            return Ok(decided.ok_or_else(|| self.why(text, word.span)));
        };
        match Pattern::new(&characters, self.pattern_syntax(true)) {
            Some(pattern) => {
                let matched = pattern.matches(&known);
                if matched {
                    self.notes_match(&pattern, text, (0, known.chars().count()), word.span);
                }
                self.works(Some(&pattern));
                if pattern.gave_up() {
                    let reason = "is compared with a pattern that takes too long";
                    return Ok(Err(self.reason(reason, word.span)));
                }
                Ok(Ok(matched))
            }
            None => Ok(Err(Rc::new(Unknown::new(
                "is compared with a pattern envsim does not follow",
                self.origin(word.span),
            )))),
        }
    }

    /// Which pattern operators count; `[[` and `case` of bash have ksh's groups always.
    pub fn pattern_syntax(&self, condition: bool) -> Syntax {
        let zsh = self.state.dialect.is_zsh();
        Syntax {
            extended: if zsh {
                self.option("kshglob")
            } else {
                self.state.dialect.is_bash() && (condition || self.option("extglob"))
            },
            groups: zsh && !self.option("shglob"),
            operators: zsh && self.option("extendedglob"),
        }
    }
}

/// A pattern that does not tell letters of either case apart.
pub(super) fn folded(characters: &Characters) -> Characters {
    let lower = |(letter, literal): &(char, bool)| {
        let literal = *literal;
        letter.to_lowercase().map(move |letter| (letter, literal)).collect::<Vec<_>>()
    };
    characters.iter().flat_map(lower).collect()
}

/// In dash only `!` takes letters out of a set (expand.c, `pmatch`; POSIX 2.13.1 leaves `^` open).
pub(super) fn plain_carets(characters: &mut Characters) {
    for at in 1..characters.len() {
        if characters[at - 1] == ('[', false) && characters[at].0 == '^' {
            characters[at].1 = true;
        }
    }
}
