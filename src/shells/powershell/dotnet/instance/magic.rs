//! `.ForEach()`, `.Where()` and `.GetNewClosure()`, which PowerShell adds.

use std::rc::Rc;

use super::super::super::object::convert::truth;
use super::super::super::object::{Object, Sequence};
use super::Answer;
use crate::shells::powershell::evaluator::Evaluator;
use crate::shells::powershell::object::block::Block;

impl Evaluator<'_> {
    /// `.ForEach()` and `.Where()`.
    pub(in super::super) fn magic(
        &mut self,
        object: &Object,
        lower: &str,
        arguments: &[Object],
    ) -> Answer {
        let items = object.enumerate().unwrap_or_else(|| vec![object.clone()]);
        let mut kept = Vec::new();
        if let ("where", Some(Object::Block(block))) = (lower, arguments.first()) {
            return self.chosen(items, &block.clone(), arguments);
        }
        for item in items {
            match (lower, arguments.first()) {
                ("foreach", Some(Object::Block(block))) => {
                    let value = self.value_here(&block.clone(), item)?;
                    match value.enumerate() {
                        Some(more) => kept.extend(more),
                        None => kept.push(value),
                    }
                }
                ("foreach", Some(Object::Type(target))) => kept.push(self.convert(&item, target)?),
                ("foreach", Some(member)) => {
                    let Some(member) = self.plain(member) else {
                        return Ok(self.unknown("reads a member whose name is not known"));
                    };
                    // A method is called, of everything but a property that is there (`EnumerableOps.ForEach`).
                    let plain = !matches!(item, Object::Record(_) | Object::Table(_));
                    let method = arguments.len() > 1
                        || plain && self.own_property(&item, &member)?.is_none();
                    kept.push(if method {
                        self.call_method(&item, &member, arguments[1..].to_vec())?
                    } else {
                        self.property(&item, &member)?
                    });
                }
                _ => {
                    return Ok(self.unknown("calls a list's method in a way envsim does not model"));
                }
            }
        }
        Ok(collection(kept))
    }

    /// `.Where({…}, mode, count)` (`EnumerableOps.Where`).
    pub(super) fn chosen(
        &mut self,
        items: Vec<Object>,
        block: &Rc<Block>,
        arguments: &[Object],
    ) -> Answer {
        let mode = arguments.get(1).map_or(Some("default".to_owned()), |mode| self.plain(mode));
        let most = arguments.get(2).map(Object::base).map(|most| match most {
            Object::Integer(_, most) => usize::try_from(*most).ok().filter(|most| *most > 0),
            _ => None,
        });
        let (Some(mode), false) = (mode, most == Some(None)) else {
            return Ok(self.unknown("chooses from a list in a way that is not known"));
        };
        let most = most.flatten();
        let mode = mode.to_ascii_lowercase();
        let (mut fits, mut others) = (Vec::new(), Vec::new());
        for item in items {
            let until_first = matches!(mode.as_str(), "until" | "skipuntil") && !fits.is_empty();
            let full = matches!(mode.as_str(), "first" | "default" | "split")
                && fits.len() >= most.unwrap_or(if mode == "first" { 1 } else { usize::MAX });
            if until_first || full {
                let rest = if mode == "split" { &mut others } else { &mut fits };
                if matches!(mode.as_str(), "skipuntil" | "split") {
                    rest.push(item);
                }
                continue;
            }
            let value = self.value_here(block, item.clone())?;
            match truth(&value) {
                Ok(true) => fits.push(item),
                Ok(false) => others.push(item),
                Err(why) if mode == "default" => fits.push(Object::Unknown(why)),
                Err(why) => return Ok(Object::Unknown(why)),
            }
        }
        let kept = match mode.as_str() {
            "default" | "first" => fits,
            "last" => fits.split_off(fits.len().saturating_sub(most.unwrap_or(1))),
            "until" => first_of(others, most),
            "skipuntil" => first_of(fits, most),
            "split" => return Ok(Object::array(vec![collection(fits), collection(others)])),
            _ => return Ok(self.unknown("chooses from a list in a way envsim does not model")),
        };
        Ok(collection(kept))
    }

    pub(in super::super) fn closure(
        &mut self,
        block: &Rc<crate::shells::powershell::object::block::Block>,
    ) -> Object {
        let scope = self.state.current;
        let captured = self.state.scope(scope).map_or_else(Vec::new, |scope| {
            scope
                .variables
                .values()
                .map(|variable| (variable.name.clone(), variable.value.clone()))
                .collect()
        });
        Object::Block(Rc::new(crate::shells::powershell::object::block::Block {
            source: block.source.clone(),
            body: block.body.clone(),
            home: block.home,
            file: block.file.clone(),
            captured,
        }))
    }
}

/// What `.ForEach()` and `.Where()` give.
pub(super) fn collection(items: Vec<Object>) -> Object {
    const NAME: &str =
        "System.Collections.ObjectModel.Collection`1[System.Management.Automation.PSObject]";
    Object::List(Rc::new(Sequence::of_type(NAME, items)))
}

pub(super) fn first_of(mut items: Vec<Object>, most: Option<usize>) -> Vec<Object> {
    items.truncate(most.unwrap_or(usize::MAX));
    items
}
