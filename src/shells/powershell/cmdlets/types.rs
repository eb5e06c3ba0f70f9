//! `Update-TypeData`: members that all objects of a type get.

use std::rc::Rc;

use super::{Bound, Cmdlet, Run};
use crate::machine::path::folded;
use crate::shells::powershell::evaluator::{Evaluator, Flow, Sink};
use crate::shells::powershell::object::{Object, TypeName};
use crate::shells::powershell::state::{Given, TypeMember};

/// The table.
pub static CMDLETS: &[Cmdlet] = &[Cmdlet {
    name: "Update-TypeData",
    class: "UpdateTypeDataCommand",
    parameters: "AppendPath,PSPath,Path@0<. PrependPath TypeName@0. MemberType MemberName Value SecondValue TypeConverter% \
        TypeAdapter SerializationMethod% TargetTypeForDeserialization% SerializationDepth% DefaultDisplayProperty% \
        InheritPropertySerializationSet% StringSerializationSource% DefaultDisplayPropertySet% DefaultKeyPropertySet% \
        PropertySerializationSet% Force?%",
    run: Run::Each(update),
}];

/// What is not followed (files of types, a setter, code) leaves the member open on every object.
fn update(evaluator: &mut Evaluator<'_>, bound: &Bound, _: &mut dyn Sink) -> Flow {
    let name = match bound.get("MemberName") {
        Some(_) => bound.text(evaluator, "MemberName").map(|name| folded(&name)),
        // Only how such objects are shown, compared or kept is said.
        None if is_of_a_type(evaluator, bound) => return Ok(()),
        None => None,
    };
    let member = name.as_ref().and_then(|_| followed(evaluator, bound));
    let name = name.unwrap_or_default();
    let why = evaluator.why("takes the output of Update-TypeData, which envsim does not model");
    let state = &mut evaluator.state;
    state.type_members.insert(name.clone(), why);
    let known = state.given_members.entry(name).or_default();
    if let Some(member) = member {
        known.retain(|one| one.type_name != member.type_name);
        known.push(Rc::new(member));
    } else {
        known.clear();
    }
    Ok(())
}

/// Whether a type is named and neither a file nor an adapter is given. A value in the first place is a type's name
/// unless it looks like a path.
fn is_of_a_type(evaluator: &Evaluator<'_>, bound: &Bound) -> bool {
    let first = bound.text(evaluator, "AppendPath");
    let path = |text: &str| text.to_ascii_lowercase().ends_with(".ps1xml") || text.contains('*');
    let named = bound.has("TypeName") || first.is_some_and(|text| !path(&text));
    named && !bound.has("PrependPath") && !bound.has("TypeAdapter")
}

fn followed(evaluator: &Evaluator<'_>, bound: &Bound) -> Option<TypeMember> {
    let written =
        bound.text(evaluator, "TypeName").or_else(|| bound.text(evaluator, "AppendPath"))?;
    let type_name = folded(TypeName::of(&written).full_name());
    if bound.has("SecondValue") || evaluator.speculative > 0 {
        return None;
    }
    let value = bound.get("Value")?;
    let kind = bound.text(evaluator, "MemberType")?.to_ascii_lowercase();
    let given = match (kind.as_str(), value) {
        ("noteproperty", value) => Given::Note(value.clone()),
        ("aliasproperty", _) => Given::Alias(evaluator.plain(value)?),
        ("scriptproperty", Object::Block(block)) => Given::Property(block.clone()),
        ("scriptmethod", Object::Block(block)) => Given::Method(block.clone()),
        _ => return None,
    };
    Some(TypeMember { type_name, given })
}
