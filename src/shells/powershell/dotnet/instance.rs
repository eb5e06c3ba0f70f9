//! Methods of objects other than strings.

use std::rc::Rc;

use super::super::object::convert::{own_text, truth};
use super::super::object::{Object, Payload, Sequence, TypeName};
use super::super::operators::{compare, format};
use crate::shells::powershell::evaluator::{Evaluator, Stop};
use crate::shells::powershell::object::block::Block;

type Answer = Result<Object, Stop>;

/// What `.ForEach()` and `.Where()` give.
fn collection(items: Vec<Object>) -> Object {
    const NAME: &str =
        "System.Collections.ObjectModel.Collection`1[System.Management.Automation.PSObject]";
    Object::List(Rc::new(Sequence::of_type(NAME, items)))
}

fn first_of(mut items: Vec<Object>, most: Option<usize>) -> Vec<Object> {
    items.truncate(most.unwrap_or(usize::MAX));
    items
}

impl Evaluator<'_> {
    /// Calls a method of an object.
    ///
    /// # Errors
    /// When it throws, or is not there.
    pub fn call_method(&mut self, object: &Object, name: &str, arguments: Vec<Object>) -> Answer {
        self.step()?;
        if let Object::Text(_) = object {
            self.weigh(object);
        }
        let lower = name.to_ascii_lowercase();
        match object {
            Object::Unknown(why) => {
                let why = why.clone();
                for argument in &arguments {
                    if let Object::Block(_) = argument {
                        self.opaque(
                            "hands a script block to something unknown",
                            crate::shells::powershell::state::May::Everything,
                        );
                    }
                }
                return Ok(Object::Unknown(why));
            }
            Object::Null | Object::Nothing => {
                let message = "You cannot call a method on a null-valued expression.";
                return Err(self.raise(
                    "InvokeMethodOnNull",
                    "System.Management.Automation.RuntimeException",
                    message,
                ));
            }
            _ => {}
        }
        match lower.as_str() {
            "gettype" if arguments.is_empty() => {
                return Ok(Object::Type(TypeName::of(&object.type_name())));
            }
            "foreach" | "where" if !matches!(object.base(), Object::Record(record) if matches!(record.payload, Payload::Instance(_))) =>
            {
                return self.magic(object, &lower, &arguments);
            }
            _ => {}
        }
        match object.base() {
            Object::Text(value) => self.string_method(&value.clone(), name, &arguments),
            Object::Array(list) | Object::List(list) => {
                self.list_method(&list.clone(), object.base(), &lower, name, arguments)
            }
            Object::Table(table) => self.table_method(&table.clone(), &lower, name, arguments),
            Object::Record(record) => {
                self.record_method(&record.clone(), object, &lower, name, arguments)
            }
            Object::Block(block) => {
                let block = block.clone();
                match lower.as_str() {
                    "invoke" | "invokereturnasis" => {
                        let value = self.call_value(&block, arguments)?;
                        Ok(if lower == "invoke" {
                            Object::array(value.enumerate().unwrap_or_else(|| vec![value.clone()]))
                        } else {
                            value
                        })
                    }
                    "getnewclosure" => Ok(self.closure(&block)),
                    "tostring" => Ok(self.text(block.text().to_owned())),
                    _ => Ok(self.unknown("calls a method of a script block")),
                }
            }
            Object::Type(target) => match lower.as_str() {
                "tostring" => Ok(self.text(target.full_name().to_owned())),
                _ => Ok(self.unknown("asks about a type's members")),
            },
            other => self.scalar_method(&other.clone(), &lower, name, &arguments),
        }
    }

    pub(super) fn scalar_method(
        &mut self,
        object: &Object,
        lower: &str,
        name: &str,
        arguments: &[Object],
    ) -> Answer {
        let at = self.at.clone();
        match lower {
            "tostring" => match arguments.first().and_then(|format| self.plain(format)) {
                Some(format) => {
                    let result = format::format_one(object, &format, &at).map(Object::Text);
                    self.settle(result, "FormatException", "System.FormatException")
                }
                None => Ok(Object::Text(own_text(object, &at))),
            },
            "equals" => {
                let other = arguments.first().cloned().unwrap_or(Object::Null);
                if object.type_name() != other.type_name() {
                    return Ok(Object::Bool(false));
                }
                let result = compare::equal(object, &other, false, &at).map(Object::Bool);
                self.settle(
                    result,
                    "RuntimeException",
                    "System.Management.Automation.RuntimeException",
                )
            }
            "compareto" => {
                let other = arguments.first().cloned().unwrap_or(Object::Null);
                let result = compare::order_of(object, &other, false, &at)
                    .map(|order| Object::int(order as i32));
                self.settle(
                    result,
                    "RuntimeException",
                    "System.Management.Automation.RuntimeException",
                )
            }
            "hasflag" => match (object, arguments.first()) {
                (Object::Enum(value), Some(Object::Enum(flag))) => {
                    Ok(Object::Bool(value.number & flag.number == flag.number))
                }
                _ => Ok(self.unknown("asks for a flag")),
            },
            "gethashcode" => Ok(self.unknown("is a hash code")),
            _ if matches!(object, Object::Error(_)) => {
                Ok(self.unknown("calls a method of an error"))
            }
            _ => Err(self.no_method(&object.type_name(), name)),
        }
    }

    /// `.ForEach()` and `.Where()`.
    pub(super) fn magic(&mut self, object: &Object, lower: &str, arguments: &[Object]) -> Answer {
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
                    let method = arguments.len() > 1
                        || matches!(item, Object::Text(_))
                            && !member.eq_ignore_ascii_case("length");
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
    fn chosen(&mut self, items: Vec<Object>, block: &Rc<Block>, arguments: &[Object]) -> Answer {
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

    pub(super) fn closure(
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

    pub(super) fn list_index(
        &mut self,
        list: &Rc<Sequence>,
        argument: Option<&Object>,
    ) -> Option<usize> {
        let argument = argument?;
        let at = self.at.clone();
        list.items().iter().position(|item| {
            item.type_name() == argument.type_name()
                && compare::equal(item, argument, list.ignores_case(), &at).unwrap_or(false)
        })
    }

    pub(super) fn list_method(
        &mut self,
        list: &Rc<Sequence>,
        object: &Object,
        lower: &str,
        name: &str,
        mut arguments: Vec<Object>,
    ) -> Answer {
        let number =
            |index: usize, arguments: &[Object]| match arguments.get(index).map(Object::base) {
                Some(Object::Integer(_, number)) => usize::try_from(*number).ok(),
                _ => None,
            };
        let fixed = list.is_array();
        let type_name = list.type_name();
        let element = TypeName::of(list.element_type());
        if !fixed
            && !element.is("System.Object")
            && matches!(lower, "add" | "insert" | "push" | "enqueue")
        {
            for argument in &mut arguments {
                if lower == "insert"
                    && matches!(argument, Object::Integer(..))
                    && !element.full_name().contains("Int")
                {
                    continue;
                }
                *argument = self.convert(&argument.clone(), &element)?;
            }
        }
        Ok(match lower {
            "add" if !fixed => {
                let item = arguments.pop().unwrap_or(Object::Null);
                if type_name.contains("Set`1") {
                    let fresh = self.list_index(list, Some(&item)).is_none();
                    if fresh {
                        list.change(|items| items.push(item));
                    }
                    return Ok(Object::Bool(fresh));
                }
                let index = list.change(|items| {
                    items.push(item);
                    items.len() - 1
                });
                if type_name.contains("ArrayList") { Object::count(index) } else { Object::Nothing }
            }
            "add" | "remove" | "clear" | "insert" | "addrange" | "removeat" if fixed => {
                return Err(
                    self.method_error("NotSupportedException", "Collection was of a fixed size.")
                );
            }
            "addrange" | "unionwith" => {
                let value = arguments.first().cloned().unwrap_or(Object::Null);
                for item in value.enumerate().unwrap_or_else(|| vec![value.clone()]) {
                    let item = if element.is("System.Object") {
                        item
                    } else {
                        self.convert(&item, &element)?
                    };
                    if !type_name.contains("Set`1") || self.list_index(list, Some(&item)).is_none()
                    {
                        list.change(|items| items.push(item));
                    }
                }
                Object::Nothing
            }
            "insert" => {
                let (Some(at), Some(item)) = (number(0, &arguments), arguments.get(1).cloned())
                else {
                    return Err(self.no_overload(name, arguments.len()));
                };
                if at > list.len() {
                    return Err(
                        self.method_error("ArgumentOutOfRangeException", "Index was out of range.")
                    );
                }
                list.change(|items| items.insert(at, item));
                Object::Nothing
            }
            "insertrange" => {
                let (Some(at), Some(more)) = (number(0, &arguments), arguments.get(1)) else {
                    return Err(self.no_overload(name, arguments.len()));
                };
                let more = more.enumerate().unwrap_or_default();
                let at = at.min(list.len());
                list.change(|items| drop(items.splice(at..at, more)));
                Object::Nothing
            }
            "remove" => {
                let index = self.list_index(list, arguments.first());
                if let Some(index) = index {
                    list.change(|items| drop(items.remove(index)));
                }
                if type_name.contains("ArrayList") {
                    Object::Nothing
                } else {
                    Object::Bool(index.is_some())
                }
            }
            "removeat" => {
                let Some(at) = number(0, &arguments).filter(|at| *at < list.len()) else {
                    return Err(
                        self.method_error("ArgumentOutOfRangeException", "Index was out of range.")
                    );
                };
                list.change(|items| drop(items.remove(at)));
                Object::Nothing
            }
            "removeall" => {
                let Some(Object::Block(block)) = arguments.first().cloned() else {
                    return Err(self.no_overload(name, arguments.len()));
                };
                let mut kept = Vec::new();
                let before = list.len();
                for item in list.items() {
                    let answer = self.call_value(&block, vec![item.clone()])?;
                    if truth(&answer) != Ok(true) {
                        kept.push(item);
                    }
                }
                let removed = before - kept.len();
                list.replace(kept);
                Object::count(removed)
            }
            "clear" => {
                list.replace(Vec::new());
                Object::Nothing
            }
            "contains" => {
                if let Some(why) = compare::reason(
                    &list.items().iter().chain(arguments.first()).collect::<Vec<_>>(),
                ) {
                    return Ok(Object::Unknown(why));
                }
                Object::Bool(self.list_index(list, arguments.first()).is_some())
            }
            "indexof" => Object::int(
                self.list_index(list, arguments.first())
                    .map_or(-1, |at| i32::try_from(at).unwrap_or(-1)),
            ),
            "reverse" => {
                list.change(|items| items.reverse());
                Object::Nothing
            }
            "sort" => {
                let items = list.items();
                match self.sorted(items) {
                    Some(sorted) => list.replace(sorted),
                    None => {
                        let unknown = self.unknown("sorts what envsim cannot order");
                        list.change(|items| {
                            items.iter_mut().for_each(|item| *item = unknown.clone())
                        });
                    }
                }
                Object::Nothing
            }
            "toarray" => Object::Array(Rc::new(Sequence::of_type(
                &format!("{}[]", element.full_name()),
                list.items(),
            ))),
            "clone" => {
                let copy = Rc::new(Sequence::of_type(&type_name, list.items()));
                if fixed { Object::Array(copy) } else { Object::List(copy) }
            }
            "getupperbound" => Object::int(i32::try_from(list.len()).unwrap_or(0) - 1),
            "getlowerbound" => Object::int(0),
            "getlength" => Object::count(list.len()),
            "getenumerator" => object.clone(),
            "get" | "get_item" | "getvalue" => {
                number(0, &arguments).and_then(|at| list.get(at)).unwrap_or(Object::Null)
            }
            "enqueue" => {
                list.change(|items| items.extend(arguments));
                Object::Nothing
            }
            "push" => {
                list.change(|items| items.insert(0, arguments.pop().unwrap_or(Object::Null)));
                Object::Nothing
            }
            "dequeue" | "pop" | "peek" => {
                if list.is_empty() {
                    return Err(
                        self.method_error("InvalidOperationException", "The collection is empty.")
                    );
                }
                if lower == "peek" {
                    list.get(0).unwrap_or(Object::Null)
                } else {
                    list.change(|items| items.remove(0))
                }
            }
            "tostring" => self.text(&*type_name),
            "join" => return Err(self.no_method(&type_name, name)),
            "equals" => Object::Bool(
                matches!(arguments.first(), Some(Object::Array(other) | Object::List(other)) if Rc::ptr_eq(other, list)),
            ),
            "exists" | "find" | "findall" | "trueforall" | "getrange" | "copyto" | "setvalue"
            | "foreach" => self.unknown("calls a list's method envsim does not model"),
            _ => {
                // Members of the elements are called one by one.
                let mut values = Vec::new();
                for item in list.items() {
                    let value = self.call_method(&item, name, arguments.clone())?;
                    match value.enumerate() {
                        Some(more) => values.extend(more),
                        None => values.push(value),
                    }
                }
                if values.is_empty() {
                    return Err(self.no_method(&type_name, name));
                }
                Object::from_output(values)
            }
        })
    }

    /// Items in ascending order; `None` when that is not known.
    pub fn sorted(&mut self, mut items: Vec<Object>) -> Option<Vec<Object>> {
        let at = self.at.clone();
        let mut failed = false;
        items.sort_by(|left, right| {
            compare::order_of(left, right, true, &at).unwrap_or_else(|_| {
                failed = true;
                std::cmp::Ordering::Equal
            })
        });
        (!failed).then_some(items)
    }
}
