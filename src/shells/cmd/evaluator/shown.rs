//! What ECHO shows of a command before it runs: an empty line, the prompt, and the command as cmd puts
//! it together again from what it understood.
//!
//! The blanks and line ends are those that ReactOS' `test_echoer_parser` and `test_goto_call` and
//! Wine's `test_builtins` assert of Windows. What none of them has is not known.

use super::{Evaluator, SCANNED};
use crate::shells::cmd::expand::Expander;
use crate::shells::cmd::parser::{Unescape, unescape};
use crate::shells::cmd::syntax::{
    Comparison, Direction, For, If, Kind, Node, Redirection, Simple, Test, is_delimiter,
};
use crate::shells::cmd::traced::Traced;
use crate::text::Span;
use crate::value::{Origin, Unknown, Value};

/// Why a command is not known as ECHO shows it.
type Why = &'static str;

impl Evaluator<'_> {
    /// Shows a command, if somebody reads it and ECHO does not keep quiet.
    pub(super) fn show(&mut self, line: &Traced, node: &Node) {
        if matches!(node.kind, Kind::Quiet(_) | Kind::Label) || !self.shows() {
            return;
        }
        let origin = Self::origin(line, node.span);
        let cost = u64::from(node.span.end - node.span.start) / SCANNED;
        let shown = match (self.host.spend(cost), self.state.echo) {
            (Err(_), _) => return,
            (Ok(()), None) => Err("depends on whether ECHO is on"),
            (Ok(()), Some(_)) => self.picture(line, node),
        };
        match shown {
            Ok(command) => {
                let ends = |text: &str| Value::known(text, origin.clone());
                let prompted = ends("\r\n").then(self.prompted(&origin));
                self.state.print(prompted.then(command.to_value()).then(ends("\r\n")));
            }
            Err(why) => self.show_unknown(why, &origin),
        }
    }

    /// Whether what ECHO shows is read by anybody.
    pub(super) fn shows(&self) -> bool {
        self.state.echo != Some(false) && self.state.output.is_some()
    }

    /// Something is shown that is not followed.
    pub(super) fn show_unknown(&mut self, why: Why, origin: &Origin) {
        if self.shows() {
            let reason = format!("shows the command itself, because ECHO is on: {why}");
            self.state.print(Value::unknown(Unknown::new(reason, origin.clone())));
        }
    }

    /// The prompt (`prompt /?`).
    fn prompted(&self, origin: &Origin) -> Value {
        let usual = || Value::known("$P$G", Origin::Default("cmd's own prompt".into()));
        let pattern = self.expander().value("PROMPT").unwrap_or_else(usual);
        let Some(pattern) = pattern.text() else { return pattern.clone() };
        let mut shown = Value::empty();
        let mut letters = pattern.chars();
        while let Some(letter) = letters.next() {
            let code = match letter {
                '$' => letters.next().map(|code| code.to_ascii_uppercase()),
                _ => None,
            };
            shown = shown.then(match code {
                Some(code) => self.prompt_code(code, origin),
                None => Value::known(letter.to_string(), origin.clone()),
            });
        }
        shown
    }

    fn prompt_code(&self, code: char, origin: &Origin) -> Value {
        let text = match code {
            'A' => "&",
            'B' => "|",
            'C' => "(",
            'E' => "\u{1b}",
            'F' => ")",
            'G' => ">",
            'H' => "\u{8} \u{8}",
            'L' => "<",
            'Q' => "=",
            'S' => " ",
            '_' => "\r\n",
            '$' => "$",
            '+' => &"+".repeat(self.state.directories.len()),
            'P' => return self.state.cwd.clone(),
            _ => {
                let reason = format!("is what `${code}` of the prompt shows");
                return Value::unknown(Unknown::new(reason, origin.clone()));
            }
        };
        Value::known(text, origin.clone())
    }

    fn picture(&self, line: &Traced, node: &Node) -> Result<Traced, Why> {
        let mut picture = Picture { from: self.expander(), line, out: Traced::default() };
        picture.node(node)?;
        Ok(picture.out)
    }
}

/// A command as it is put together.
struct Picture<'p> {
    from: Expander<'p>,
    line: &'p Traced,
    out: Traced,
}

impl Picture<'_> {
    fn push(&mut self, text: &str, near: Span) {
        self.out.push(text, &Evaluator::origin(self.line, near));
    }

    fn text(&self, span: Span) -> &str {
        span.of(self.line.text())
    }

    /// A part of the line as it stands when `for` variables have their values.
    fn part(&mut self, span: Span) -> Result<(), Why> {
        let plain = unescape(self.line, span, Unescape::Plain);
        if plain.text().contains('\n') {
            return Err("a line feed stands in it");
        }
        self.out.append(&self.from.loops(&plain));
        Ok(())
    }

    fn node(&mut self, node: &Node) -> Result<(), Why> {
        match &node.kind {
            Kind::Simple(simple) => self.simple(simple),
            Kind::Block { body, redirections } => self.block(body, redirections, node.span),
            Kind::Sequence(parts) => self.joined(parts, " & "),
            Kind::Or(parts) => self.joined(parts, " || "),
            Kind::And(parts) => self.joined(parts, " && "),
            Kind::Pipe(parts) => self.joined(parts, " | "),
            Kind::If(one) => self.conditional(one, node.span),
            Kind::For(one) => self.repeated(one, node.span),
            Kind::Quiet(_) => Ok(()),
            Kind::Remark => self.remark(node.span),
            Kind::Label => Err("a label stands in a block"),
        }
    }

    /// A blank stands behind arguments, and behind nothing else.
    fn simple(&mut self, simple: &Simple) -> Result<(), Why> {
        let name = self.text(simple.name);
        if name.trim_start_matches(['^', '\r', '\n']).contains('\n') {
            return Err("its name goes on in a further line");
        }
        self.part(simple.name)?;
        let before = self.out.len();
        for part in &simple.arguments {
            self.part(*part)?;
        }
        if self.out.len() > before {
            self.push(" ", simple.name);
        }
        self.redirections(&simple.redirections)
    }

    fn redirections(&mut self, all: &[Redirection]) -> Result<(), Why> {
        for one in all {
            let sign = match (one.direction, one.handle) {
                (Direction::Read, _) => "<",
                (Direction::Write, _) => ">",
                (Direction::Append, _) => ">>",
                (Direction::Copy, 0) => return Err("an input is another one"),
                (Direction::Copy, _) => ">&",
            };
            self.push(&format!("{}{sign}", one.handle), one.target);
            self.part(one.target)?;
            self.push(" ", one.target);
        }
        Ok(())
    }

    fn joined(&mut self, parts: &[Node], operator: &str) -> Result<(), Why> {
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                self.push(operator, part.span);
            }
            self.node(part)?;
        }
        Ok(())
    }

    /// Lines stand on lines of their own, unless the first has `&` in it.
    fn block(&mut self, body: &[Node], after: &[Redirection], span: Span) -> Result<(), Why> {
        let several = body.len() > 1;
        if several && body.iter().any(|one| matches!(one.kind, Kind::Quiet(_))) {
            return Err("a line of a block is not shown");
        }
        let sequence = body.first().is_some_and(|one| matches!(one.kind, Kind::Sequence(_)));
        let end = if several && !sequence { "\r\n" } else { "" };
        self.push("(", span);
        self.push(end, span);
        self.joined(body, " \r\n ")?;
        self.push(end, span);
        self.push(") ", span);
        self.redirections(after)
    }

    fn conditional(&mut self, one: &If, span: Span) -> Result<(), Why> {
        self.keyword(span, 2)?;
        let first = match one.test {
            Test::Compare(left, ..) => left,
            Test::Exist(operand)
            | Test::Defined(operand)
            | Test::ErrorLevel(operand)
            | Test::CmdExtVersion(operand) => operand,
        };
        let head = Span::new(span.start as usize + 2, first.start as usize);
        if head.of(self.line.text()).contains('^') {
            return Err(CARETS);
        }
        let words: Vec<&str> = head.of(self.line.text()).split(is_delimiter).collect();
        let mut asked: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        match (one.ignore_case, one.negated) {
            (true, true) => return Err("in which order `/i` and `not` are shown"),
            (true, false) if asked.first().is_some_and(|word| word.eq_ignore_ascii_case("/i")) => {
                asked[0] = "/I";
            }
            (false, true) if asked.first() != Some(&"not") => {
                return Err("how `not` is shown");
            }
            _ => {}
        }
        let asked = asked.join(" ");
        self.push(&format!(" {asked}"), first);
        if !asked.is_empty() {
            self.push(" ", first);
        }
        self.part(first)?;
        if let Test::Compare(_, comparison, right) = one.test {
            self.push(&format!(" {} ", sign(comparison)), right);
            self.part(right)?;
        }
        self.push(" ", first);
        self.node(&one.then)?;
        let Some(otherwise) = &one.otherwise else { return Ok(()) };
        let between = Span::new(one.then.span.end as usize, otherwise.span.start as usize);
        let word = self.text(between).trim_matches(is_delimiter).to_owned();
        if !word.eq_ignore_ascii_case("else") {
            return Err("`else` stands behind the end of a line");
        }
        self.push(&format!(" {word} "), otherwise.span);
        self.node(otherwise)
    }

    /// The word at the start, as it is written.
    fn keyword(&mut self, span: Span, length: usize) -> Result<(), Why> {
        let start = span.start as usize;
        if self.line.text()[start..start + length].contains('^') {
            return Err(CARETS);
        }
        self.out.push_part(self.line, start..start + length);
        Ok(())
    }

    fn repeated(&mut self, one: &For, span: Span) -> Result<(), Why> {
        if self.from.state.loop_variable(one.variable).is_some() {
            return Err("a loop in a loop has the same variable");
        }
        self.keyword(span, 3)?;
        self.switches(one)?;
        let (start, end) = (span.start as usize, one.set.start as usize);
        let inside = self.word_before(Span::new(start, end), '(')?;
        self.push(&format!(" %{} {inside} (", one.variable), one.set);
        self.set(one)?;
        let behind = Span::new(one.set.end as usize, one.body.span.start as usize);
        let does = self.text(behind).trim_start_matches(')').trim_matches(is_delimiter).to_owned();
        if !does.eq_ignore_ascii_case("do") {
            return Err("`do` stands behind the end of a line");
        }
        self.push(&format!(") {does} "), one.body.span);
        self.node(&one.body)
    }

    /// The last word before a sign at the end of a text.
    fn word_before(&self, span: Span, sign: char) -> Result<String, Why> {
        let text = self.text(span).strip_suffix(sign).unwrap_or_default();
        let word = text.trim_end_matches(is_delimiter).rsplit(is_delimiter).next();
        match word.filter(|word| word.eq_ignore_ascii_case("in")) {
            Some(word) => Ok(word.to_owned()),
            None => Err("`in` stands behind the end of a line"),
        }
    }

    fn switches(&mut self, one: &For) -> Result<(), Why> {
        let (letter, option) = match (one.directories, one.recursive, one.counting, one.lines) {
            (false, None, false, None) => return Ok(()),
            // Windows shows no letter of `/d`.
            (true, None, false, None) => (" /", None),
            (false, Some(root), false, None) => (" /R", root),
            (false, None, true, None) => (" /L", None),
            (false, None, false, Some(options)) => (" /F", options),
            _ => return Err("how several switches of `for` are shown"),
        };
        self.push(letter, one.set);
        if let Some(option) = option {
            self.push(" ", option);
            self.part(option)?;
        }
        Ok(())
    }

    /// Words with a blank between them.
    fn set(&mut self, one: &For) -> Result<(), Why> {
        let set = unescape(self.line, one.set, Unescape::Blanks).trim(&[' ']);
        if set.text().contains("  ") || set.text().contains('\n') {
            return Err("how several blanks in the set of `for` are shown");
        }
        self.out.append(&self.from.loops(&set));
        Ok(())
    }

    fn remark(&mut self, span: Span) -> Result<(), Why> {
        let text = self.text(span);
        let named = text.get(..3).is_some_and(|word| word.eq_ignore_ascii_case("rem"));
        if !named || text.contains(['^', '\n']) {
            return Err("how a remark with carets is shown");
        }
        let (start, end) = (span.start as usize, span.end as usize);
        let text = self.line.slice(start..end);
        self.out.append(&self.from.loops(&text));
        if end - start > 3 {
            self.push(" ", span);
        }
        Ok(())
    }
}

/// What is not known of `i^f`.
const CARETS: Why = "how a keyword with carets is shown";

fn sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Same => "==",
        Comparison::Equal => "EQU",
        Comparison::NotEqual => "NEQ",
        Comparison::Less => "LSS",
        Comparison::LessOrEqual => "LEQ",
        Comparison::Greater => "GTR",
        Comparison::GreaterOrEqual => "GEQ",
    }
}
