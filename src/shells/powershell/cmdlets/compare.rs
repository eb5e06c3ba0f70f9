//! `Compare-Object`, `Group-Object`, `Add-Member`, `Tee-Object` (Compare-Object.cs,
//! Group-Object.cs, AddMember.cs, Tee-Object.cs).

use std::collections::HashMap;
use std::rc::Rc;

use super::{Bound, Cmdlet, Run};
use crate::machine::path::folded;
use crate::shells::powershell::evaluator::charset::Writer;
use crate::shells::powershell::evaluator::{Evaluator, Flow, Sink, Stop, costs};
use crate::shells::powershell::object::convert::Refused;
use crate::shells::powershell::object::{Object, Record, Table, TableKind};
use crate::shells::powershell::operators::compare;
use crate::value::Unknown;

/// The table.
pub static CMDLETS: &[Cmdlet] = &[
    Cmdlet {
        name: "Compare-Object",
        class: "CompareObjectCommand",
        parameters: "ReferenceObject@0 DifferenceObject@1< SyncWindow# Property# ExcludeDifferent? IncludeEqual? PassThru? Culture# CaseSensitive?",
        run: Run::All(difference),
    },
    Cmdlet {
        name: "Group-Object",
        class: "GroupObjectCommand",
        parameters: "NoElement? AsHashTable,AHT? AsString? InputObject< Property@0 Culture# CaseSensitive?",
        run: Run::All(group),
    },
    Cmdlet {
        name: "Add-Member",
        class: "AddMemberCommand",
        parameters: "InputObject< MemberType,Type@0 Name@1 Value@2 SecondValue@3 TypeName# Force? PassThru? NotePropertyName NotePropertyValue NotePropertyMembers",
        run: Run::Each(add),
    },
    Cmdlet {
        name: "Tee-Object",
        class: "TeeObjectCommand",
        parameters: "InputObject< FilePath,Path@0 LiteralPath,PSPath,LP Append? Encoding Variable",
        run: Run::All(tee),
    },
];

fn same(
    evaluator: &Evaluator<'_>,
    left: &Object,
    right: &Object,
    ignore_case: bool,
) -> Result<bool, Rc<Unknown>> {
    match compare::equal(left, right, ignore_case, &evaluator.at) {
        Ok(same) => Ok(same),
        Err(Refused::Unknown(why)) => Err(why),
        Err(Refused::Error(_)) => Ok(false),
    }
}

fn difference(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    input: Vec<Object>,
    out: &mut dyn Sink,
) -> Flow {
    for name in ["ReferenceObject", "DifferenceObject"] {
        let missing = bound.get(name).is_some_and(Object::is_null);
        if missing && (name == "ReferenceObject" || input.is_empty()) {
            return Err(evaluator.fail(
                "ParameterArgumentValidationErrorNullNotAllowed",
                "System.Management.Automation.ParameterBindingValidationException",
                format!("Cannot bind argument to parameter '{name}' because it is null."),
            ));
        }
    }
    if bound.has("Property") || bound.has("SyncWindow") {
        let unknown = evaluator.unknown("compares in a way envsim does not model");
        return out.write(evaluator, unknown);
    }
    let mut reference: Vec<Option<Object>> =
        bound.items("ReferenceObject").into_iter().map(Some).collect();
    let others = if input.is_empty() { bound.items("DifferenceObject") } else { input };
    let ignore_case = !bound.switch("CaseSensitive");
    let mut added = Vec::new();
    for item in others {
        evaluator.weigh_compared(reference.len());
        evaluator.step()?;
        let mut at = None;
        for (index, one) in reference.iter().enumerate() {
            let Some(one) = one else { continue };
            match same(evaluator, one, &item, ignore_case) {
                Ok(true) => {
                    at = Some(index);
                    break;
                }
                Ok(false) => {}
                Err(why) => return out.write(evaluator, Object::Unknown(why)),
            }
        }
        match at {
            Some(index) => {
                reference[index] = None;
                if bound.switch("IncludeEqual") || bound.switch("ExcludeDifferent") {
                    side(evaluator, bound, item, "==", out)?;
                }
            }
            None => added.push(item),
        }
    }
    if bound.switch("ExcludeDifferent") {
        return Ok(());
    }
    for item in added {
        side(evaluator, bound, item, "=>", out)?;
    }
    for item in reference.into_iter().flatten() {
        side(evaluator, bound, item, "<=", out)?;
    }
    Ok(())
}

fn side(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    item: Object,
    mark: &str,
    out: &mut dyn Sink,
) -> Flow {
    if bound.switch("PassThru") {
        return out.write(evaluator, item);
    }
    let record =
        Record::custom().with("InputObject", item).with("SideIndicator", evaluator.text(mark));
    out.write(evaluator, record.into_object())
}

struct Group {
    key: Object,
    items: Vec<Object>,
}

fn group(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    input: Vec<Object>,
    out: &mut dyn Sink,
) -> Flow {
    let names = bound.items("Property");
    if names.len() > 1 {
        let unknown = evaluator.unknown("groups by several properties");
        return out.write(evaluator, unknown);
    }
    let ignore_case = !bound.switch("CaseSensitive");
    let mut groups: Vec<Group> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for item in input {
        let key = key_of(evaluator, names.first(), &item)?;
        let plain = plain_key(&key, ignore_case);
        // Keys of one plain kind are compared at once, others with each that there is.
        if places.len() == groups.len()
            && let Some(plain) = &plain
            && places.keys().next().is_none_or(|one| one[..1] == plain[..1])
        {
            match places.get(plain) {
                Some(index) => groups[*index].items.push(item),
                None => {
                    places.insert(plain.clone(), groups.len());
                    groups.push(Group { key, items: vec![item] });
                }
            }
            continue;
        }
        places.clear();
        evaluator.weigh_compared(groups.len());
        let mut place = None;
        for (index, one) in groups.iter().enumerate() {
            match same(evaluator, &one.key, &key, ignore_case) {
                Ok(true) => place = Some(index),
                Ok(false) => {}
                Err(why) => return out.write(evaluator, Object::Unknown(why)),
            }
        }
        match place {
            Some(index) => groups[index].items.push(item),
            None => groups.push(Group { key, items: vec![item] }),
        }
    }
    if !evaluator.state.desktop && !ordered(evaluator, &mut groups, ignore_case) {
        let unknown = evaluator.unknown("groups by what envsim cannot order");
        return out.write(evaluator, unknown);
    }
    if bound.switch("AsHashTable") {
        return as_table(evaluator, groups, bound.switch("AsString"), out);
    }
    for one in groups {
        evaluator.charge(costs::RECORD);
        evaluator.step()?;
        let name = evaluator.text_of(&one.key);
        let count = Object::count(one.items.len());
        let mut record = Record::new("Microsoft.PowerShell.Commands.GroupInfo")
            .with("Count", count)
            .with("Name", Object::Text(name))
            .with("Values", Object::array(vec![one.key]));
        if !bound.switch("NoElement") {
            record = record.with("Group", Object::array(one.items));
        }
        out.write(evaluator, record.into_object())?;
    }
    Ok(())
}

/// A key of which the spelling alone tells which others are the same.
fn plain_key(key: &Object, ignore_case: bool) -> Option<String> {
    match key {
        Object::Integer(_, number) => Some(format!("#{number}")),
        Object::Text(text) => {
            let text = text.text().filter(|text| text.is_ascii())?;
            Some(format!("'{}", if ignore_case { text.to_lowercase() } else { text.into_owned() }))
        }
        _ => None,
    }
}

fn key_of(
    evaluator: &mut Evaluator<'_>,
    name: Option<&Object>,
    item: &Object,
) -> Result<Object, Stop> {
    match name {
        Some(Object::Block(block)) => evaluator.value_here(&block.clone(), item.clone()),
        Some(name) => match evaluator.plain(name) {
            Some(name) => evaluator.property(item, &name),
            None => Ok(evaluator.unknown("groups by a property whose name is not known")),
        },
        None => Ok(item.clone()),
    }
}

/// 7 puts the groups in the order of their keys.
fn ordered(evaluator: &Evaluator<'_>, groups: &mut [Group], ignore_case: bool) -> bool {
    let mut known = true;
    groups.sort_by(|left, right| {
        compare::order_of(&left.key, &right.key, ignore_case, &evaluator.at).unwrap_or_else(|_| {
            known = false;
            std::cmp::Ordering::Equal
        })
    });
    known
}

fn as_table(
    evaluator: &mut Evaluator<'_>,
    groups: Vec<Group>,
    text: bool,
    out: &mut dyn Sink,
) -> Flow {
    let table = Table::new(TableKind::Hashtable);
    for one in groups {
        let key = match text {
            true => Object::Text(evaluator.text_of(&one.key)),
            false => one.key,
        };
        if let Some(folded) = table.key(&key) {
            table.set(folded, key, Object::array(one.items));
        }
    }
    out.write(evaluator, Object::Table(Rc::new(table)))
}

/// The words of `PSMemberTypes`; any other first argument is the name of a note.
const KINDS: &str = "aliasproperty codeproperty property noteproperty scriptproperty properties \
    propertyset method codemethod scriptmethod methods parameterizedproperty memberset event dynamic all";

fn add(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    let Some(target) = bound.get("InputObject").cloned() else { return Ok(()) };
    let mut members = Vec::new();
    if let Some(Object::Table(table)) = bound.get("NotePropertyMembers") {
        for (key, value) in table.entries() {
            members.extend(evaluator.plain(&key).map(|name| (name, value)));
        }
    }
    if let Some(name) = bound.text(evaluator, "NotePropertyName") {
        members.push((name, bound.get("NotePropertyValue").cloned().unwrap_or(Object::Null)));
    }
    let kind = bound.text(evaluator, "MemberType").unwrap_or_default().to_ascii_lowercase();
    let named = bound.text(evaluator, "Name").filter(|_| {
        kind.is_empty() || KINDS.split_ascii_whitespace().any(|one| kind.starts_with(one))
    });
    if let Some(name) = named {
        let value = bound.get("Value").cloned().unwrap_or(Object::Null);
        match (kind.as_str(), &value, &target) {
            // What only one branch adds is not told apart from what is always there.
            ("scriptmethod", Object::Block(block), Object::Record(record))
                if evaluator.speculative == 0 =>
            {
                record.add_method(&name, block.clone());
            }
            ("noteproperty", ..) => members.push((name, value)),
            ("scriptproperty", Object::Block(block), Object::Record(record))
                if evaluator.speculative == 0
                    && !bound.has("SecondValue")
                    && record.get(&name).is_none() =>
            {
                // Whoever lists all properties is told that there is one.
                let why = evaluator.why("is a property that a block computes");
                record.set(&name, Object::Unknown(why));
                record.add_getter(&name, block.clone());
            }
            _ => {
                let why = evaluator.why("is a member envsim does not model");
                if kind != "scriptmethod" || bound.has("SecondValue") {
                    evaluator.state.type_members.insert(folded(&name), why.clone());
                }
                members.push((name, Object::Unknown(why)));
            }
        }
    } else if let (Some(name), Some(value)) =
        (bound.text(evaluator, "MemberType"), bound.get("Name").or_else(|| bound.get("Value")))
    {
        members.push((name, value.clone()));
    }
    let Object::Record(record) = &target else {
        evaluator.incomplete("adds a member to an object that has none in envsim's model");
        return if bound.switch("PassThru") { out.write(evaluator, target) } else { Ok(()) };
    };
    for (name, value) in members {
        if record.get(&name).is_some() && !bound.switch("Force") {
            evaluator.complain(
                "MemberAlreadyExists",
                "System.InvalidOperationException",
                format!("Cannot add a member with the name \"{name}\" because a member with that name already exists."),
            )?;
            continue;
        }
        record.set(&name, value);
    }
    if bound.switch("PassThru") { out.write(evaluator, target) } else { Ok(()) }
}

fn tee(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    input: Vec<Object>,
    out: &mut dyn Sink,
) -> Flow {
    if let Some(name) = bound.text(evaluator, "Variable") {
        evaluator.state.set(&name, Object::from_output(input.clone()));
    }
    let path = bound.text(evaluator, "FilePath").or_else(|| bound.text(evaluator, "LiteralPath"));
    if let Some(path) = path {
        let full = evaluator.full_path(&path);
        let text = evaluator.lines_of(&input);
        let charset = evaluator.charset_of(bound, Writer::Output);
        evaluator.write_encoded(&full, &text, bound.switch("Append"), charset)?;
    }
    input.into_iter().try_for_each(|item| out.write(evaluator, item))
}
