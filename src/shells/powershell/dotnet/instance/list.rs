//! Methods of lists.

use std::rc::Rc;

use super::super::super::object::convert::truth;
use super::super::super::object::{Object, Sequence, TypeName};
use super::super::super::operators::compare;
use super::Answer;
use crate::shells::powershell::evaluator::Evaluator;

impl Evaluator<'_> {
    pub(in super::super) fn list_index(
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

    pub(in super::super) fn list_method(
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
        if let Some(answer) = self.collection_method(list, lower, &arguments) {
            return answer;
        }
        if let Some(answer) = self.list_unsteered(list, lower, &arguments) {
            return answer;
        }
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
                    if let Some(why) = item.why_unknown() {
                        list.change(|items| items.push(item));
                        return Ok(Object::Unknown(why));
                    }
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
            // The methods of IList that an array has in name (Array.cs); those of collections it has not at all.
            "clear" if fixed && type_name.contains("Object") => {
                list.change(|items| items.iter_mut().for_each(|item| *item = Object::Null));
                Object::Nothing
            }
            "clear" if fixed => {
                list.change(|items| items.clear());
                let unknown = self.unknown("is an array of the zeros of a type");
                list.change(|items| items.push(unknown));
                Object::Nothing
            }
            "reverse" | "sort" | "toarray" | "push" | "pop" | "peek" | "enqueue" | "dequeue"
            | "insertrange" | "removeall" | "unionwith" | "addrange"
                if fixed =>
            {
                return self.of_elements(list, name, &arguments);
            }
            "add" | "remove" | "insert" | "removeat" if fixed => {
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
                self.weigh_moved(list.len());
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
                self.weigh_compared(list.len());
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
                self.weigh_moved(list.len());
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
                self.weigh_compared(list.len());
                if let Some(why) = compare::reason(
                    &list.items().iter().chain(arguments.first()).collect::<Vec<_>>(),
                ) {
                    return Ok(Object::Unknown(why));
                }
                Object::Bool(self.list_index(list, arguments.first()).is_some())
            }
            "indexof" => Object::int({
                self.weigh_compared(list.len());
                self.list_index(list, arguments.first())
                    .map_or(-1, |at| i32::try_from(at).unwrap_or(-1))
            }),
            "reverse" => {
                self.weigh_moved(list.len());
                list.change(|items| items.reverse());
                Object::Nothing
            }
            "sort" => {
                self.weigh_compared(list.len());
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
                self.weigh_moved(list.len());
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
            _ => return self.of_elements(list, name, &arguments),
        })
    }

    /// A method whose place or element is not known: nor is its answer, nor what it leaves.
    fn list_unsteered(
        &mut self,
        list: &Rc<Sequence>,
        lower: &str,
        arguments: &[Object],
    ) -> Option<Answer> {
        let changes = ["insert", "insertrange", "removeat", "removerange", "remove", "setvalue"];
        let asks = ["indexof", "get", "get_item", "getvalue", "getrange"];
        let steering = match lower {
            "insert" | "insertrange" => arguments.get(..1)?,
            "setvalue" => arguments.get(1..)?,
            _ => arguments,
        };
        let why = steering.iter().find_map(Object::why_unknown)?;
        if changes.contains(&lower) {
            self.may_fail(&why);
            list.replace(vec![Object::Unknown(why.clone())]);
        } else if !asks.contains(&lower) {
            return None;
        }
        Some(Ok(Object::Unknown(why)))
    }

    /// Members of the elements are called one by one.
    fn of_elements(&mut self, list: &Rc<Sequence>, name: &str, arguments: &[Object]) -> Answer {
        let mut values = Vec::new();
        for item in list.items() {
            let value = self.call_method(&item, name, arguments.to_vec())?;
            match value.enumerate() {
                Some(more) => values.extend(more),
                None => values.push(value),
            }
        }
        if values.is_empty() {
            return Err(self.no_method(&list.type_name(), name));
        }
        Ok(Object::from_output(values))
    }

    /// Items in ascending order; `None` when that is not known.
    pub fn sorted(&mut self, mut items: Vec<Object>) -> Option<Vec<Object>> {
        let at = self.at.clone();
        let mut failed = false;
        items.sort_by(|left, right| {
            // `Comparer.Default` tells lower case from upper where nothing else differs.
            compare::order_of(left, right, false, &at).unwrap_or_else(|_| {
                failed = true;
                std::cmp::Ordering::Equal
            })
        });
        (!failed).then_some(items)
    }
}
