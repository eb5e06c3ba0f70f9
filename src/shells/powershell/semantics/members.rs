//! The members of a class: what they return, what they read, what they leave.

use super::walk::{self, Node};
use super::{Fault, constants, flow};
use crate::shells::powershell::syntax::{
    Attribute, Class, Element, Expression, ExpressionKind, Member, MemberKind, Pipeline,
    ScriptBlock, Statement, StatementKind, StringPart,
};
use crate::text::Span;

pub(super) fn faults(text: &str, class: &Class) -> Vec<Fault> {
    let mut found = Vec::new();
    for member in &class.members {
        let mut check = Check::new(text, class, member);
        member.attributes.iter().for_each(|attribute| check.attribute(attribute));
        match &member.kind {
            MemberKind::Property(value) => check.property(value.as_ref()),
            MemberKind::Method(body, base) => check.method(body, base.as_deref()),
        }
        found.append(&mut check.found);
    }
    found
}

struct Check<'t> {
    text: &'t str,
    class: &'t Class,
    member: &'t Member,
    is_void: bool,
    is_method: bool,
    /// Labels of the loops that are open.
    labels: Vec<Option<Span>>,
    found: Vec<Fault>,
}

impl<'t> Check<'t> {
    fn new(text: &'t str, class: &'t Class, member: &'t Member) -> Self {
        let mut types = member.attributes.iter().filter(|attribute| !attribute.is_attribute);
        let is_void = types.next().is_none_or(|returned| is_named(text, returned, "void"));
        let is_method = matches!(member.kind, MemberKind::Method(..));
        Self { text, class, member, is_void, is_method, labels: Vec::new(), found: Vec::new() }
    }

    fn fault(&mut self, span: Span, id: &'static str, message: impl Into<String>) {
        self.found.push(Fault { span, id, message: message.into() });
    }

    /// The attributes of classes become metadata: no script block is constant there.
    fn attribute(&mut self, attribute: &Attribute) {
        if let Some(value) = constants::variable_argument(self.text, attribute, false) {
            let message = "an attribute of a class takes constants only";
            self.fault(value.span, "ParameterAttributeArgumentNeedsToBeConstant", message);
        }
    }

    fn property(&mut self, value: Option<&'t Expression>) {
        let types = self.member.attributes.iter().filter(|attribute| !attribute.is_attribute);
        if let Some(void) = types.into_iter().find(|typed| is_named(self.text, typed, "void")) {
            self.fault(void.span, "VoidTypeConstraintNotAllowed", "a property cannot be void");
        }
        value.into_iter().for_each(|value| self.own(Node::Expression(value)));
    }

    fn method(&mut self, body: &'t ScriptBlock, base: Option<&'t [Expression]>) {
        self.blocks(body);
        self.returned();
        self.parameters(body);
        base.unwrap_or_default().iter().for_each(|value| self.own(Node::Expression(value)));
        walk::of_body(body, &mut |node| self.own(node));
        let flow = flow::of_method(self.text, body);
        if !flow.always_leaves && !self.is_void {
            let message = "not every way through the method returns a value";
            self.fault(self.member.name, "MethodHasCodePathNotReturn", message);
        }
        for span in flow.unassigned {
            let name = span.of(self.text);
            let message = format!("`${name}` is not assigned on every way through the method");
            self.fault(span, "VariableNotLocal", message);
        }
    }

    fn blocks(&mut self, body: &ScriptBlock) {
        let named = [&body.dynamic, &body.begin, &body.process, &body.clean];
        if let Some(block) = named.into_iter().flatten().next() {
            let message = "a method has no begin, process, clean or dynamicparam";
            self.fault(block.span, "NamedBlockNotAllowedInMethod", message);
        }
    }

    fn returned(&mut self) {
        let name = self.member.name.of(self.text);
        let typed = self.member.attributes.iter().find(|attribute| !attribute.is_attribute);
        if let Some(typed) = typed
            && name.eq_ignore_ascii_case(self.class.name.of(self.text))
        {
            self.fault(typed.span, "ConstructorCantHaveReturnType", "a constructor has no type");
            self.is_void = true;
        }
    }

    fn parameters(&mut self, body: &ScriptBlock) {
        for parameter in body.params.iter().flatten() {
            parameter.attributes.iter().for_each(|attribute| self.attribute(attribute));
            let types: Vec<&Attribute> =
                parameter.attributes.iter().filter(|attribute| !attribute.is_attribute).collect();
            for second in types.iter().skip(1) {
                let message = "the parameter of a method has one type";
                self.fault(second.span, "MultipleTypeConstraintsOnMethodParam", message);
            }
            if let Some(void) = types.iter().find(|typed| is_named(self.text, typed, "void")) {
                let message = "a parameter cannot be void";
                self.fault(void.span, "VoidTypeConstraintNotAllowed", message);
            }
        }
    }

    /// Code of the member itself; script blocks in it are scopes of their own.
    fn own(&mut self, node: Node<'t>) {
        match node {
            Node::Statement(statement) => {
                self.statement(statement);
                let open = self.labels.len();
                self.labels.extend(loop_label(&statement.kind));
                walk::parts(node, &mut |part| self.own(part));
                self.labels.truncate(open);
            }
            Node::Inner(_) => self.inner(node),
            Node::Function(_) | Node::Class(_) => {}
            Node::Expression(expression) => {
                self.this(expression);
                walk::parts(node, &mut |part| self.own(part));
            }
            _ => walk::parts(node, &mut |part| self.own(part)),
        }
    }

    /// A script block of the method: jumps in it count as the method's.
    fn inner(&mut self, node: Node<'t>) {
        let Node::Statement(statement) = node else {
            if !matches!(node, Node::Function(_) | Node::Class(_)) {
                walk::parts(node, &mut |part| self.inner(part));
            }
            return;
        };
        self.jump(statement);
        let open = self.labels.len();
        self.labels.extend(loop_label(&statement.kind));
        walk::parts(node, &mut |part| self.inner(part));
        self.labels.truncate(open);
    }

    fn this(&mut self, expression: &Expression) {
        if let ExpressionKind::Variable(name) = &expression.kind
            && self.member.is_static
            && name.name.of(self.text).eq_ignore_ascii_case("this")
        {
            let message = "a static member has no `$this`";
            self.fault(expression.span, "NonStaticMemberAccessInStaticMember", message);
        }
    }

    fn statement(&mut self, statement: &'t Statement) {
        if !self.is_method {
            return;
        }
        self.jump(statement);
        match &statement.kind {
            StatementKind::Return(Some(_)) if self.is_void => {
                let message = "a method without a type returns no value";
                self.fault(statement.span, "VoidMethodHasReturn", message);
            }
            StatementKind::Return(None) if !self.is_void => {
                let message = "the method must return a value";
                self.fault(statement.span, "NonVoidMethodMissingReturnValue", message);
            }
            StatementKind::Assignment { target, .. } => self.property_written(target),
            _ => {}
        }
    }

    /// `break` and `continue` with a label that no loop around them has.
    fn jump(&mut self, statement: &Statement) {
        let (StatementKind::Break(Some(label)) | StatementKind::Continue(Some(label))) =
            &statement.kind
        else {
            return;
        };
        let Some(name) = constant(self.text, label) else { return };
        let same = |known: &Option<Span>| {
            known.is_some_and(|known| known.of(self.text).eq_ignore_ascii_case(name))
        };
        if !name.is_empty() && !self.labels.iter().any(same) {
            let message = format!("no loop around it is called `{name}`");
            self.fault(statement.span, "LabelNotFound", message);
        }
    }

    /// A local variable that has a property's name.
    fn property_written(&mut self, target: &'t Expression) {
        match &target.kind {
            ExpressionKind::List(values) => {
                values.iter().for_each(|value| self.property_written(value));
            }
            ExpressionKind::Cast(_, child) => self.property_written(child),
            ExpressionKind::Parenthesis(statement) => {
                if let StatementKind::Pipeline(Pipeline { elements, .. }) = &statement.kind
                    && let [Element::Expression(value, _)] = elements.as_slice()
                {
                    self.property_written(value);
                }
            }
            ExpressionKind::Variable(name) => self.shadows(name.name, target.span),
            _ => {}
        }
    }

    fn shadows(&mut self, name: Span, span: Span) {
        let text = name.of(self.text);
        let property = self.class.members.iter().find(|member| {
            matches!(member.kind, MemberKind::Property(_))
                && member.name.of(self.text).eq_ignore_ascii_case(text)
        });
        let Some(property) = property else { return };
        if property.is_static {
            let message =
                format!("a property is written as `[{}]::{text}`", self.class.name.of(self.text));
            self.fault(span, "MissingTypeInStaticPropertyAssignment", message);
        } else {
            self.fault(span, "MissingThis", format!("a property is written as `$this.{text}`"));
        }
    }
}

fn is_named(text: &str, attribute: &Attribute, name: &str) -> bool {
    let written = attribute.name.span.of(text).trim();
    let qualified = written.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("system."));
    written[if qualified { 7 } else { 0 }..].eq_ignore_ascii_case(name)
}

/// The label of a loop, where it is one; `switch` is none here.
fn loop_label(kind: &StatementKind) -> Option<Option<Span>> {
    match kind {
        StatementKind::ForEach { label, .. }
        | StatementKind::For { label, .. }
        | StatementKind::Loop { label, .. } => Some(*label),
        _ => None,
    }
}

fn constant<'t>(text: &'t str, label: &Expression) -> Option<&'t str> {
    match &label.kind {
        ExpressionKind::String(literal) => match &*literal.parts {
            [StringPart::Text(span)] => Some(span.of(text)),
            _ => None,
        },
        _ => None,
    }
}
