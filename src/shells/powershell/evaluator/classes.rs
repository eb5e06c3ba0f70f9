//! Classes and enumerations of the profile.

use std::cell::RefCell;
use std::rc::Rc;

use super::flow::{Flow, Stop};
use super::functions::Given;
use super::sink::Collect;
use super::{Evaluator, costs};
use crate::machine::path::folded;
use crate::shells::powershell::object::block::Block;
use crate::shells::powershell::object::class::Class;
use crate::shells::powershell::object::{EnumValue, IntKind, Object, Payload, Record, TypeName};
use crate::shells::powershell::syntax::{self, MemberKind};

impl Evaluator<'_> {
    pub(super) fn define_class(&mut self, tree: &Rc<syntax::Class>) -> Flow {
        self.charge(costs::CLASS);
        let name = self.slice(tree.name);
        let base = tree.bases.iter().find_map(|base| {
            let base = self.slice(base.span).trim().trim_matches(['[', ']']).to_owned();
            self.state.classes.get(&folded(&base)).cloned()
        });
        let mut types = Vec::new();
        for member in &tree.members {
            if let MemberKind::Property(_) = &member.kind {
                let typed = member
                    .attributes
                    .iter()
                    .filter(|one| !one.is_attribute)
                    .find_map(|one| self.type_of(&one.name));
                types.push((self.slice(member.name), typed));
            }
        }
        let class = Rc::new(Class {
            name: name.clone(),
            base,
            source: self.source.clone(),
            tree: Some(tree.clone()),
            values: Vec::new(),
            flags: false,
            types,
            statics: RefCell::default(),
            file: self.state.script_path().to_owned(),
        });
        self.state.classes.insert(folded(&name), class.clone());
        for member in tree.members.iter().filter(|member| member.is_static) {
            if let MemberKind::Property(value) = &member.kind {
                let value = match value {
                    Some(value) => self.expression(value)?,
                    None => Object::Null,
                };
                class.set_static(&self.slice(member.name), value);
            }
        }
        Ok(())
    }

    pub(super) fn define_enum(&mut self, tree: &Rc<syntax::Enum>) -> Flow {
        let name = self.slice(tree.name);
        let mut values = Vec::new();
        let mut next = 0;
        for (label, value) in &tree.values {
            if let Some(value) = value
                && let Object::Integer(_, number) = self.expression(value)?
            {
                next = i64::try_from(number).unwrap_or(0);
            }
            values.push((self.slice(*label), next));
            next += 1;
        }
        let class = Class {
            name: name.clone(),
            base: None,
            source: self.source.clone(),
            tree: None,
            values,
            flags: tree.flags,
            types: Vec::new(),
            statics: RefCell::default(),
            file: String::new(),
        };
        self.state.classes.insert(folded(&name), Rc::new(class));
        Ok(())
    }

    /// An enumeration value by its number.
    pub fn enum_of(&self, type_name: &str, number: i64) -> Object {
        if let Some(class) = self.state.classes.get(&folded(type_name)) {
            return enum_object(class, number);
        }
        crate::shells::powershell::object::enums::object(type_name, number)
    }

    /// Converts to a class or enumeration of the profile; `None` when the type is none of these.
    ///
    /// # Errors
    /// When PowerShell refuses.
    pub fn convert_class(
        &mut self,
        value: &Object,
        target: &TypeName,
    ) -> Result<Option<Object>, Stop> {
        let Some(class) = self.state.classes.get(&folded(target.full_name())).cloned() else {
            return Ok(None);
        };
        let refuse = |evaluator: &mut Self| {
            let message = format!("Cannot convert value to type \"{}\".", class.name);
            evaluator.raise(
                "ConvertToFinalInvalidCastException",
                "System.Management.Automation.PSInvalidCastException",
                message,
            )
        };
        if class.tree.is_none() {
            return match value.base() {
                Object::Enum(old) if old.type_name.eq_ignore_ascii_case(&class.name) => {
                    Ok(Some(value.clone()))
                }
                Object::Integer(_, number) => {
                    Ok(Some(enum_object(&class, i64::try_from(*number).unwrap_or(0))))
                }
                Object::Text(text) => {
                    let Some(text) = text.text() else {
                        return Ok(Some(Object::Unknown(self.reason_of(value))));
                    };
                    let mut number = 0;
                    for word in text.split(',').map(str::trim) {
                        match class.values.iter().find(|(name, _)| name.eq_ignore_ascii_case(word))
                        {
                            Some((_, value)) => number |= value,
                            None => return Err(refuse(self)),
                        }
                    }
                    Ok(Some(enum_object(&class, number)))
                }
                Object::Unknown(_) => Ok(Some(value.clone())),
                _ => Err(refuse(self)),
            };
        }
        match value {
            Object::Record(record) => match &record.payload {
                Payload::Instance(own) if own.is(&class.name) => {
                    if own.name == class.name {
                        return Ok(Some(value.clone()));
                    }
                    // A cast to the base class keeps the object and calls the base's methods.
                    let view =
                        Record::new(&class.name).with_payload(Payload::Instance(class.clone()));
                    for property in record.properties() {
                        view.set(&property.name, property.value);
                    }
                    Ok(Some(view.into_object()))
                }
                _ => Ok(Some(self.unknown("is converted to a class of the profile"))),
            },
            Object::Table(table) => {
                let made = self.construct(&class, Vec::new())?;
                for (key, value) in table.entries() {
                    if let Some(name) = self.plain(&key) {
                        self.set_property(&made, &name, value)?;
                    }
                }
                Ok(Some(made))
            }
            Object::Null | Object::Nothing => Ok(Some(Object::Null)),
            Object::Unknown(_) => Ok(Some(value.clone())),
            other => self.construct(&class, vec![other.clone()]).map(Some),
        }
    }

    /// A new instance.
    ///
    /// # Errors
    /// What the constructor throws.
    pub fn construct(&mut self, class: &Rc<Class>, arguments: Vec<Object>) -> Result<Object, Stop> {
        let record =
            Record::new(&class.name).with_payload(Payload::Instance(class.clone())).into_object();
        self.initialize(&record, class)?;
        self.run_constructor(&record, class, arguments)?;
        Ok(record)
    }

    fn initialize(&mut self, object: &Object, class: &Rc<Class>) -> Flow {
        if let Some(base) = &class.base {
            self.initialize(object, base)?;
        }
        let (Some(tree), Object::Record(record)) = (&class.tree, object) else { return Ok(()) };
        let source = std::mem::replace(&mut self.source, class.source.clone());
        for member in tree.members.iter().filter(|member| !member.is_static) {
            let MemberKind::Property(initial) = &member.kind else { continue };
            let name = self.slice(member.name);
            let value = match initial {
                Some(initial) => self.expression(initial)?,
                None => Object::Null,
            };
            let value = match (class.property_type(&name), initial) {
                (Some(target), Some(_)) => self.convert_as(&value, &target, "RuntimeException")?,
                (Some(target), None) => match IntKind::by_name(target.full_name()) {
                    Some(kind) => Object::Integer(kind, 0),
                    None if target.is("System.Boolean") => Object::Bool(false),
                    None if target.is("System.Double") => Object::Double(0.0),
                    None => Object::Null,
                },
                _ => value,
            };
            record.set(&name, value);
        }
        self.source = source;
        Ok(())
    }

    fn run_constructor(
        &mut self,
        object: &Object,
        class: &Rc<Class>,
        arguments: Vec<Object>,
    ) -> Flow {
        let found = class.method(&class.name, arguments.len(), false);
        let Some((body, base)) = found else {
            if arguments.is_empty() {
                return match &class.base {
                    Some(base) => self.run_constructor(object, &base.clone(), Vec::new()),
                    None => Ok(()),
                };
            }
            let message = format!(
                "Cannot find an overload for \"new\" and the argument count: \"{}\".",
                arguments.len()
            );
            return Err(self.raise(
                "MethodCountCouldNotFindBest",
                "System.Management.Automation.MethodException",
                message,
            ));
        };
        if let Some(parent) = &class.base {
            let parent = parent.clone();
            let mut values = Vec::new();
            let scope = self.state.open(crate::shells::powershell::state::GLOBAL, false);
            let outer = std::mem::replace(&mut self.state.current, scope);
            let source = std::mem::replace(&mut self.source, class.source.clone());
            for (parameter, value) in body.params.iter().flatten().zip(&arguments) {
                let name = self.slice(parameter.name);
                self.state.set(&name, value.clone());
            }
            for argument in base.iter().flatten() {
                values.push(self.expression(argument)?);
            }
            self.source = source;
            self.state.current = outer;
            self.state.close(scope);
            self.run_constructor(object, &parent, values)?;
        }
        self.run_method(class, &body, Some(object), arguments).map(drop)
    }

    fn run_method(
        &mut self,
        class: &Rc<Class>,
        body: &Rc<syntax::ScriptBlock>,
        this: Option<&Object>,
        arguments: Vec<Object>,
    ) -> Result<Object, Stop> {
        let mut captured = Vec::new();
        if let Some(this) = this {
            captured.push(("this".to_owned(), this.clone()));
        }
        let block = Rc::new(Block {
            source: class.source.clone(),
            body: body.clone(),
            home: None,
            file: class.file.clone(),
            captured,
        });
        let mut out = Collect::default();
        self.call_block(&block, Given::positional(arguments), Vec::new(), true, &mut out)?;
        // Only what `return` gives is the result; a class method has no other output.
        Ok(out.items.pop().unwrap_or(Object::Null))
    }

    /// Calls a method of an instance; `None` when the class has no such method.
    ///
    /// # Errors
    /// What the method throws.
    pub fn call_instance(
        &mut self,
        object: &Object,
        class: &Rc<Class>,
        name: &str,
        arguments: Vec<Object>,
    ) -> Result<Option<Object>, Stop> {
        let mut next = Some(class.clone());
        while let Some(class) = next {
            if let Some((body, _)) = class.method(name, arguments.len(), false) {
                return self.run_method(&class, &body, Some(object), arguments).map(Some);
            }
            next = class.base.clone();
        }
        Ok(None)
    }

    /// Calls a static method, or `new`; `None` when there is none.
    ///
    /// # Errors
    /// What the method throws.
    pub fn call_class(
        &mut self,
        class: &Rc<Class>,
        name: &str,
        arguments: Vec<Object>,
    ) -> Result<Option<Object>, Stop> {
        if name.eq_ignore_ascii_case("new") && class.tree.is_some() {
            return self.construct(class, arguments).map(Some);
        }
        match class.method(name, arguments.len(), true) {
            Some((body, _)) => self.run_method(class, &body, None, arguments).map(Some),
            None => Ok(None),
        }
    }
}

/// An enumeration's value: one name, or several where they combine.
fn enum_object(class: &Class, number: i64) -> Object {
    let exact =
        class.values.iter().find(|(_, value)| *value == number).map(|(name, _)| name.clone());
    let text = exact.unwrap_or_else(|| {
        let mut rest = number;
        let mut names = Vec::new();
        for (name, value) in class.values.iter().rev() {
            if class.flags && *value != 0 && rest & value == *value {
                names.push(name.clone());
                rest &= !value;
            }
        }
        names.reverse();
        if rest == 0 && !names.is_empty() { names.join(", ") } else { number.to_string() }
    });
    Object::Enum(Rc::new(EnumValue {
        type_name: class.name.as_str().into(),
        number,
        text: text.into(),
    }))
}
