//! Parameter sets (about_Parameter_Sets): which one a call means, and what it asks for.

use std::rc::Rc;

use super::Evaluator;
use super::flow::Stop;
use crate::shells::powershell::object::TypeName;
use crate::shells::powershell::object::block::Block;
use crate::shells::powershell::syntax::Parameter;
use crate::value::Unknown;

/// The set of parameters that are in all of them.
pub(super) const ALL: &str = "__AllParameterSets";

/// One membership of a parameter.
#[derive(Clone, Debug)]
pub(super) struct Member {
    /// The set's name.
    pub(super) set: String,
    /// Whether the set asks for the parameter.
    pub(super) mandatory: bool,
}

/// What a parameter's declaration says.
pub(super) struct Declared<'p> {
    pub(super) parameter: &'p Parameter,
    pub(super) name: String,
    pub(super) aliases: Vec<String>,
    pub(super) position: Option<i128>,
    pub(super) typed: Option<TypeName>,
    pub(super) is_switch: bool,
    pub(super) members: Vec<Member>,
    pub(super) remaining: bool,
    pub(super) from_pipeline: bool,
    pub(super) by_property: bool,
}

impl Declared<'_> {
    fn is_in(&self, set: &str) -> bool {
        let named = |one: &Member| one.set == ALL || one.set.eq_ignore_ascii_case(set);
        self.members.is_empty() || self.members.iter().any(named)
    }

    /// Whether a call of that set cannot do without it.
    pub(super) fn is_asked(&self, set: &str) -> bool {
        let mine = |one: &&Member| one.set == ALL || one.set.eq_ignore_ascii_case(set);
        self.members.iter().filter(mine).any(|one| one.mandatory)
    }
}

impl Evaluator<'_> {
    /// The set that a call with these parameters means; the reason where that is not known.
    ///
    /// # Errors
    /// When the parameters belong to no common set.
    pub(super) fn chosen_set(
        &mut self,
        block: &Block,
        function: &str,
        declared: &[Declared<'_>],
        bound: &[usize],
    ) -> Result<Result<String, Rc<Unknown>>, Stop> {
        let preferred = self.default_set(block)?;
        let mut names: Vec<&str> = Vec::new();
        let all = declared.iter().flat_map(|one| &one.members).map(|one| one.set.as_str());
        for name in all.chain(preferred.as_deref()).filter(|name| *name != ALL) {
            if !names.iter().any(|old| old.eq_ignore_ascii_case(name)) {
                names.push(name);
            }
        }
        if names.is_empty() {
            return Ok(Ok(ALL.to_owned()));
        }
        names.retain(|name| bound.iter().all(|index| declared[*index].is_in(name)));
        if let [one] = names.as_slice() {
            return Ok(Ok((*one).to_owned()));
        }
        if names.is_empty() {
            let message = "Parameter set cannot be resolved using the specified named parameters.";
            return Err(self.function_error("AmbiguousParameterSet", function, message));
        }
        let is_whole = |set: &str| {
            let open = |index: usize| declared[index].is_asked(set) && !bound.contains(&index);
            !(0..declared.len()).any(open)
        };
        let usual = names.iter().find(|name| {
            preferred.as_deref().is_some_and(|wanted| wanted.eq_ignore_ascii_case(name))
        });
        match usual.filter(|set| is_whole(set)) {
            Some(set) => Ok(Ok((*set).to_owned())),
            None => Ok(Err(self.why("is a parameter set that mandatory parameters decide"))),
        }
    }

    /// `[CmdletBinding(DefaultParameterSetName = 'X')]`.
    fn default_set(&mut self, block: &Block) -> Result<Option<String>, Stop> {
        for (key, value) in block.body.attributes.iter().flat_map(|one| &one.named) {
            if key.of(block.source.text()).eq_ignore_ascii_case("DefaultParameterSetName")
                && let Some(value) = value
            {
                let value = self.expression(value)?;
                return Ok(self.plain(&value));
            }
        }
        Ok(None)
    }
}
