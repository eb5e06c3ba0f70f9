//! The arguments of a function's call: which parameter each goes to (ScriptParameterBinderController.cs).

use std::rc::Rc;

use indexmap::IndexMap;

use super::Evaluator;
use super::flow::{Flow, Stop};
use super::functions::{Arg, Given, loose};
use super::sets::{self, Declared, Member};
use crate::shells::powershell::object::block::Block;
use crate::shells::powershell::object::convert::truth;
use crate::shells::powershell::object::{Object, Sequence, Table, TableKind, TypeName};
use crate::shells::powershell::syntax::{Attribute, Parameter};

/// Parameters that every advanced function has.
static COMMON: &[(&str, &str, bool)] = &[
    ("Verbose", "vb", true),
    ("Debug", "db", true),
    ("ErrorAction", "ea", false),
    ("WarningAction", "wa", false),
    ("InformationAction", "infa", false),
    ("ProgressAction", "proga", false),
    ("ErrorVariable", "ev", false),
    ("WarningVariable", "wv", false),
    ("InformationVariable", "iv", false),
    ("OutVariable", "ov", false),
    ("OutBuffer", "ob", false),
    ("PipelineVariable", "pv", false),
    ("WhatIf", "wi", true),
    ("Confirm", "cf", true),
];

const BINDING: &str = "System.Management.Automation.ParameterBindingException";

impl Evaluator<'_> {
    pub(super) fn declared<'p>(
        &mut self,
        parameters: &'p [Parameter],
    ) -> Result<Vec<Declared<'p>>, Stop> {
        let mut all = Vec::with_capacity(parameters.len());
        for parameter in parameters {
            let mut one = Declared {
                parameter,
                name: self.slice(parameter.name),
                aliases: Vec::new(),
                position: None,
                typed: None,
                is_switch: false,
                members: Vec::new(),
                remaining: false,
                from_pipeline: false,
                by_property: false,
            };
            for attribute in &parameter.attributes {
                self.declare(&mut one, attribute)?;
            }
            all.push(one);
        }
        Ok(all)
    }

    fn declare(&mut self, one: &mut Declared<'_>, attribute: &Attribute) -> Flow {
        let name = self.slice(attribute.name.span);
        if !attribute.is_attribute {
            if name.eq_ignore_ascii_case("switch")
                || name.to_ascii_lowercase().ends_with("switchparameter")
            {
                one.is_switch = true;
            }
            match self.type_of(&attribute.name) {
                Some(found) => one.typed = Some(found),
                None => one.typed = Some(TypeName::of(&name)),
            }
            return Ok(());
        }
        match name.to_ascii_lowercase().trim_end_matches("attribute") {
            "parameter" | "system.management.automation.parameter" => {
                let mut member = Member { set: sets::ALL.to_owned(), mandatory: false };
                for (key, value) in &attribute.named {
                    let key = self.slice(*key).to_ascii_lowercase();
                    let value = match value {
                        Some(value) => self.expression(value)?,
                        None => Object::Bool(true),
                    };
                    let holds = truth(&value).unwrap_or(false);
                    match key.as_str() {
                        "mandatory" => member.mandatory = holds,
                        "parametersetname" => {
                            member.set = self.plain(&value).unwrap_or(member.set);
                        }
                        "position" => {
                            if let Object::Integer(_, number) = value {
                                one.position = Some(number);
                            }
                        }
                        "valuefromremainingarguments" => one.remaining |= holds,
                        "valuefrompipeline" => one.from_pipeline |= holds,
                        "valuefrompipelinebypropertyname" => one.by_property |= holds,
                        _ => {}
                    }
                }
                one.members.push(member);
            }
            "alias" => {
                for argument in &attribute.arguments {
                    let value = self.expression(argument)?;
                    let items = value.enumerate().unwrap_or_else(|| vec![value.clone()]);
                    one.aliases.extend(items.iter().filter_map(|item| self.plain(item)));
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Whether a block has `[CmdletBinding()]` or a `[Parameter()]`.
    fn is_advanced(&self, block: &Block) -> bool {
        let named = |attribute: &Attribute, word: &str| {
            attribute.is_attribute
                && attribute
                    .name
                    .span
                    .of(block.source.text())
                    .to_ascii_lowercase()
                    .starts_with(word)
        };
        block.body.attributes.iter().any(|one| named(one, "cmdletbinding"))
            || block
                .body
                .params
                .iter()
                .flatten()
                .any(|parameter| parameter.attributes.iter().any(|one| named(one, "parameter")))
    }

    fn positional_off(&mut self, block: &Block) -> bool {
        block.body.attributes.iter().any(|attribute| {
            attribute.named.iter().any(|(key, value)| {
                key.of(block.source.text()).eq_ignore_ascii_case("PositionalBinding")
                    && value.as_ref().is_some_and(|value| {
                        value.span.of(block.source.text()).eq_ignore_ascii_case("$false")
                    })
            })
        })
    }

    /// Binds arguments to the parameters of a block in the current scope.
    ///
    /// # Errors
    /// When PowerShell refuses an argument.
    pub(super) fn bind_parameters(&mut self, block: &Rc<Block>, name: &str, given: Given) -> Flow {
        let scope = self.state.current;
        let Some(parameters) = &block.body.params else {
            let rest = loose(given.arguments);
            self.state.set_in(scope, "args", Object::array(rest));
            // A block without parameters has its own empty table, not its caller's.
            if self.frame.is_some() {
                let none = Object::Table(Rc::new(Table::new(TableKind::Ordered)));
                self.state.set_in(scope, "PSBoundParameters", none);
            }
            return Ok(());
        };
        let declared = self.declared(parameters)?;
        let advanced = self.is_advanced(block);
        let mut values: IndexMap<usize, (Object, Option<String>)> = IndexMap::new();
        let mut rest: Vec<Arg> = Vec::new();
        let mut common: Vec<(&'static str, Object)> = Vec::new();
        let mut arguments = given.arguments.into_iter().peekable();
        while let Some(argument) = arguments.next() {
            let Arg::Named(written, value) = argument else {
                rest.push(argument);
                continue;
            };
            match self.find_parameter(&declared, &written, advanced, name)? {
                Match::Own(index) if declared[index].is_switch => {
                    let value = value.unwrap_or(Object::Bool(true));
                    values.insert(index, (value, None));
                }
                Match::Own(index) => {
                    let (value, raw) =
                        match (value, arguments.next_if(|next| matches!(next, Arg::Value(..)))) {
                            (Some(value), next) => {
                                if let Some(next) = next {
                                    rest.push(next);
                                }
                                (value, None)
                            }
                            (None, Some(Arg::Value(value, raw))) => (value, raw),
                            (None, _) => {
                                return Err(self.function_error(
                                    "MissingArgument",
                                    name,
                                    "Missing an argument for a parameter.",
                                ));
                            }
                        };
                    values.insert(index, (value, raw));
                }
                Match::Common(word, takes_none) => {
                    let value = match (value, takes_none) {
                        (Some(value), _) => value,
                        (None, true) => Object::Bool(true),
                        (None, false) => {
                            match arguments.next_if(|next| matches!(next, Arg::Value(..))) {
                                Some(Arg::Value(value, _)) => value,
                                _ => Object::Null,
                            }
                        }
                    };
                    common.push((word, value));
                }
                Match::None if advanced => {
                    let message = format!(
                        "A parameter cannot be found that matches parameter name '{written}'."
                    );
                    return Err(self.function_error("NamedParameterNotFound", name, &message));
                }
                Match::None => rest.push(Arg::Named(written, value)),
            }
        }
        self.bind_positions(block, &declared, &mut values, &mut rest);
        let mut unbound = loose(rest);
        if let Some(index) = declared.iter().position(|one| one.remaining)
            && !values.contains_key(&index)
            && !unbound.is_empty()
        {
            let list = std::mem::take(&mut unbound);
            let value = if let [one] = list.as_slice()
                && one.enumerate().is_some()
            {
                one.clone()
            } else {
                Object::List(Rc::new(Sequence::of_type(
                    "System.Collections.Generic.List`1[System.Object]",
                    list,
                )))
            };
            values.insert(index, (value, None));
        }
        if advanced && !unbound.is_empty() {
            return Err(self.function_error(
                "PositionalParameterNotFound",
                name,
                "A positional parameter cannot be found that accepts the argument.",
            ));
        }
        self.apply_common(&common);
        // Functions without `[CmdletBinding()]` or `[Parameter()]` take none of the session's defaults.
        if advanced {
            self.apply_defaults(name, &declared, &mut values);
        }
        self.fill(block, name, &declared, values, advanced)?;
        self.note_common(&common);
        if !advanced {
            self.state.set_in(scope, "args", Object::array(unbound));
        }
        Ok(())
    }

    fn bind_positions(
        &mut self,
        block: &Block,
        declared: &[Declared<'_>],
        values: &mut IndexMap<usize, (Object, Option<String>)>,
        rest: &mut Vec<Arg>,
    ) {
        let explicit = declared.iter().any(|one| one.position.is_some());
        let off = self.positional_off(block) && !explicit;
        let mut order: Vec<usize> = (0..declared.len())
            .filter(|index| {
                let one = &declared[*index];
                !one.is_switch && !one.remaining && !off && (!explicit || one.position.is_some())
            })
            .collect();
        if explicit {
            order.sort_by_key(|index| declared[*index].position);
        }
        let mut left = Vec::new();
        let mut slots = order
            .into_iter()
            .filter(|index| !values.contains_key(index))
            .collect::<Vec<_>>()
            .into_iter();
        // A value behind a name that nobody knows goes with the name.
        let mut named = false;
        for argument in std::mem::take(rest) {
            let goes_along = std::mem::replace(&mut named, matches!(argument, Arg::Named(_, None)));
            match argument {
                value @ Arg::Value(..) if goes_along => left.push(value),
                Arg::Value(value, raw) => match slots.next() {
                    Some(index) => {
                        values.insert(index, (value, raw));
                    }
                    None => left.push(Arg::Value(value, raw)),
                },
                named => left.push(named),
            }
        }
        *rest = left;
    }

    fn find_parameter(
        &mut self,
        declared: &[Declared<'_>],
        written: &str,
        advanced: bool,
        function: &str,
    ) -> Result<Match, Stop> {
        let wanted = written.to_ascii_lowercase();
        let names = |one: &Declared<'_>| -> Vec<String> {
            std::iter::once(&one.name)
                .chain(&one.aliases)
                .map(|name| name.to_ascii_lowercase())
                .collect()
        };
        if let Some(index) = declared.iter().position(|one| names(one).contains(&wanted)) {
            return Ok(Match::Own(index));
        }
        if advanced
            && let Some(row) =
                COMMON.iter().find(|row| row.0.eq_ignore_ascii_case(&wanted) || row.1 == wanted)
        {
            return Ok(Match::Common(row.0, row.2));
        }
        let prefixed: Vec<usize> = (0..declared.len())
            .filter(|index| names(&declared[*index]).iter().any(|name| name.starts_with(&wanted)))
            .collect();
        match prefixed.as_slice() {
            [one] => return Ok(Match::Own(*one)),
            [] => {}
            _ => {
                let message = format!(
                    "Parameter cannot be processed because the parameter name '{written}' is ambiguous."
                );
                return Err(self.function_error("AmbiguousParameter", function, &message));
            }
        }
        if advanced
            && let Some(row) =
                COMMON.iter().find(|row| row.0.to_ascii_lowercase().starts_with(&wanted))
        {
            return Ok(Match::Common(row.0, row.2));
        }
        Ok(Match::None)
    }

    pub(super) fn function_error(&mut self, id: &str, function: &str, message: &str) -> Stop {
        self.raise(&format!("{id},{function}"), BINDING, message)
    }
}

enum Match {
    Own(usize),
    Common(&'static str, bool),
    None,
}
