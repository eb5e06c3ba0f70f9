//! What methods give back through `[ref]`.

use std::rc::Rc;

use super::super::object::cast::{cast, parse_version};
use super::super::object::{IntKind, Object, TypeName};
use super::scalar::Answer;
use crate::shells::powershell::evaluator::Evaluator;
use crate::shells::powershell::evaluator::functions::Given;
use crate::shells::powershell::evaluator::sink::Collect;
use crate::shells::powershell::object::block::{Block, ScopeId};
use crate::value::Value;

impl Evaluator<'_> {
    /// `TryParse` of a number type: whether the text is one, and the number by reference.
    pub(super) fn number_try(&mut self, full: &str, arguments: &[Object]) -> Answer {
        let [text, reference] = arguments else {
            return Ok(self.unknown("reads a number by rules that are not modelled"));
        };
        let target = TypeName::of(full);
        let zero = || match full {
            "System.Double" => Object::Double(0.0),
            "System.Boolean" => Object::Bool(false),
            _ => Object::Integer(IntKind::by_name(full).unwrap_or(IntKind::Int32), 0),
        };
        let Some(plain) = self.plain(text) else {
            return Ok(Object::Unknown(self.reason_of(text)));
        };
        let plain = plain.trim();
        let digits = plain.strip_prefix(['-', '+']).unwrap_or(plain);
        let whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let made = match full {
            "System.Boolean" => match plain.to_ascii_lowercase().as_str() {
                "true" => Some(Object::Bool(true)),
                "false" => Some(Object::Bool(false)),
                _ => None,
            },
            _ if whole => {
                let digits = Object::Text(Value::known(plain, self.at.clone()));
                cast(&digits, &target, &Value::empty(), &self.at).ok()
            }
            "System.Double" if digits.bytes().any(|byte| byte.is_ascii_digit()) => {
                return Ok(self.unknown("reads a number by the rules of a culture"));
            }
            _ => None,
        };
        let worked = made.is_some();
        self.give_back(reference, made.unwrap_or_else(zero))?;
        Ok(Object::Bool(worked))
    }

    /// `TryParse` of a version.
    pub(super) fn version_try(&mut self, arguments: &[Object]) -> Answer {
        let [text, reference] = arguments else {
            return Ok(self.unknown("reads a version in a way that is not modelled"));
        };
        let Some(text) = self.plain(text) else {
            return Ok(Object::Unknown(self.reason_of(text)));
        };
        let made = parse_version(&text);
        self.give_back(reference, made.map_or(Object::Null, Object::Version))?;
        Ok(Object::Bool(made.is_some()))
    }

    /// `ToString(n)` of a version: its first parts.
    pub(super) fn version_fields(&mut self, object: &Object, arguments: &[Object]) -> Answer {
        let (Object::Version(parts), [Object::Integer(_, count)]) = (object, arguments) else {
            return Ok(self.unknown("writes a version in a way that is not modelled"));
        };
        let there = parts.iter().take_while(|part| **part >= 0).count();
        match usize::try_from(*count).ok().filter(|count| *count <= there) {
            Some(count) => {
                let texts: Vec<String> = parts[..count].iter().map(i64::to_string).collect();
                Ok(self.text(texts.join(".")))
            }
            None => {
                let message = "The field count is out of range.";
                Err(self.method_error("ArgumentException", message))
            }
        }
    }

    /// A block in the scope of a module: run at once, or to be run later (`PSModuleInfo.Invoke`,
    /// `NewBoundScriptBlock`).
    pub(super) fn module_method(
        &mut self,
        scope: ScopeId,
        lower: &str,
        arguments: Vec<Object>,
    ) -> Answer {
        let Some(Object::Block(block)) = arguments.first() else {
            return Ok(self.unknown("is called in a module's scope in a way envsim does not model"));
        };
        let block = Rc::new(Block { home: Some(scope), ..block.again() });
        if lower == "newboundscriptblock" {
            return Ok(Object::Block(block));
        }
        let given = Given::positional(arguments[1..].to_vec());
        let mut out = Collect::default();
        self.call_block(&block, given, Vec::new(), true, &mut out)?;
        Ok(out.into_object())
    }

    /// Calls a block that was added to an object as a method: `$this` is the object.
    pub(super) fn call_with_this(
        &mut self,
        block: &Rc<Block>,
        object: &Object,
        arguments: Vec<Object>,
    ) -> Answer {
        let mut captured = block.captured.clone();
        captured.push(("this".to_owned(), object.clone()));
        let own = Block {
            source: block.source.clone(),
            body: block.body.clone(),
            home: block.home,
            file: block.file.clone(),
            captured,
        };
        self.call_value(&Rc::new(own), arguments)
    }
}
