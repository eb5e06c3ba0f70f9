//! The part of XPath 1.0 that profiles use: steps by name, `*`, `.`, `..`, `@name`, `text()`, `//`, and conditions on
//! a position, an attribute or a child (<https://www.w3.org/TR/1999/REC-xpath-19991116/>).

use nom::branch::alt;
use nom::bytes::complete::{tag, take_till, take_while1};
use nom::character::complete::{char, digit1, multispace0};
use nom::combinator::{all_consuming, map, map_res, opt, value};
use nom::multi::many0;
use nom::sequence::{delimited, preceded};
use nom::{IResult, Parser};

use super::{Document, Sort};

/// Where a step goes.
#[derive(Clone, Debug, PartialEq)]
enum Test {
    Element(String),
    Any,
    Attribute(String),
    AnyAttribute,
    Text,
    Here,
    Above,
}

#[derive(Clone, Debug, PartialEq)]
enum Condition {
    Position(usize),
    Last,
    Has(Test),
    Equals(Test, String),
}

#[derive(Clone, Debug)]
struct Step {
    deep: bool,
    test: Test,
    conditions: Vec<Condition>,
}

fn name(input: &str) -> IResult<&str, &str> {
    take_while1(|letter: char| letter.is_alphanumeric() || "_-.".contains(letter)).parse(input)
}

fn test(input: &str) -> IResult<&str, Test> {
    alt((
        value(Test::AnyAttribute, tag("@*")),
        map(preceded(char('@'), name), |name| Test::Attribute(name.to_owned())),
        value(Test::Text, tag("text()")),
        value(Test::Above, tag("..")),
        value(Test::Here, tag(".")),
        value(Test::Any, tag("*")),
        map(name, |name| Test::Element(name.to_owned())),
    ))
    .parse(input)
}

fn literal(input: &str) -> IResult<&str, &str> {
    let quoted =
        |quote| delimited(char(quote), take_till(move |letter| letter == quote), char(quote));
    alt((quoted('\''), quoted('"'))).parse(input)
}

fn condition(input: &str) -> IResult<&str, Condition> {
    let equals = (test, multispace0, char('='), multispace0, literal);
    let inside = alt((
        map_res(digit1, |digits: &str| digits.parse().map(Condition::Position)),
        value(Condition::Last, tag("last()")),
        map(equals, |(test, _, _, _, text)| Condition::Equals(test, text.to_owned())),
        map(test, Condition::Has),
    ));
    delimited((char('['), multispace0), inside, (multispace0, char(']'))).parse(input)
}

fn step(input: &str) -> IResult<&str, (Test, Vec<Condition>)> {
    (test, many0(condition)).parse(input)
}

fn steps(input: &str) -> IResult<&str, (bool, Vec<Step>)> {
    let slashes = || alt((value(true, tag("//")), value(false, tag("/"))));
    let made = |deep, (test, conditions)| Step { deep, test, conditions };
    let (input, lead) = opt(slashes()).parse(input)?;
    let (input, first) = step(input)?;
    let (input, rest) = many0((slashes(), step)).parse(input)?;
    let mut all = vec![made(lead == Some(true), first)];
    all.extend(rest.into_iter().map(|(deep, one)| made(deep, one)));
    Ok((input, (lead.is_some(), all)))
}

/// More nodes than this are not gone through.
const MOST: usize = 100_000;

/// The nodes that a path leads to, in the document's order; `None` for a path of a kind that is not modelled, or
/// one whose names may belong to a namespace.
pub fn select(document: &Document, from: usize, path: &str) -> Option<Vec<usize>> {
    let (_, (whole, steps)) = all_consuming(steps).parse(path.trim()).ok()?;
    let spaced = (0..document.len()).any(|at| !document.node(at).namespace.is_empty());
    if spaced {
        return None;
    }
    let mut nodes = vec![if whole { 0 } else { from }];
    let mut visited = 0;
    for step in &steps {
        let mut next = Vec::new();
        for at in nodes {
            let starts = if step.deep { below(document, at) } else { vec![at] };
            visited += starts.len();
            if visited > MOST {
                return None;
            }
            for start in starts {
                next.extend(chosen(document, start, step)?);
            }
        }
        next.sort_unstable();
        next.dedup();
        nodes = next;
    }
    Some(nodes)
}

/// A node and all elements below it.
fn below(document: &Document, at: usize) -> Vec<usize> {
    let (mut all, mut rest) = (Vec::new(), vec![at]);
    while let Some(at) = rest.pop() {
        let node = document.node(at);
        if matches!(node.sort, Sort::Document | Sort::Element) {
            all.push(at);
            rest.extend(node.children.iter().rev());
        }
    }
    all
}

fn reached(document: &Document, at: usize, test: &Test) -> Vec<usize> {
    let node = document.node(at);
    let of = |list: &[usize], sort: Sort, name: Option<&str>| -> Vec<usize> {
        let fits = |one: &&usize| {
            let one = document.node(**one);
            let text = sort == Sort::Text && one.sort == Sort::Section;
            (one.sort == sort || text) && name.is_none_or(|name| one.name == name)
        };
        list.iter().filter(fits).copied().collect()
    };
    match test {
        Test::Element(name) => of(&node.children, Sort::Element, Some(name)),
        Test::Any => of(&node.children, Sort::Element, None),
        Test::Attribute(name) => of(&node.attributes, Sort::Attribute, Some(name)),
        Test::AnyAttribute => of(&node.attributes, Sort::Attribute, None),
        Test::Text => of(&node.children, Sort::Text, None),
        Test::Here => vec![at],
        Test::Above if at == 0 => Vec::new(),
        Test::Above => vec![node.parent],
    }
}

fn chosen(document: &Document, at: usize, step: &Step) -> Option<Vec<usize>> {
    let mut nodes = reached(document, at, &step.test);
    for condition in &step.conditions {
        nodes = match condition {
            Condition::Position(0) => return None,
            Condition::Position(number) => nodes.get(number - 1).copied().into_iter().collect(),
            Condition::Last => nodes.last().copied().into_iter().collect(),
            Condition::Has(test) => {
                nodes.retain(|one| !reached(document, *one, test).is_empty());
                nodes
            }
            Condition::Equals(test, text) => {
                nodes.retain(|one| {
                    let found = reached(document, *one, test);
                    found.iter().any(|one| document.inner_text(*one) == *text)
                });
                nodes
            }
        };
    }
    Some(nodes)
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    #[test]
    fn paths_lead_to_nodes() {
        let text = "<a v='1'><b n='x'>1</b><c><b n='y'>2</b></c><!-- b --></a>";
        let document = parse(text).unwrap();
        let texts = |path: &str| {
            let found = select(&document, 0, path)?;
            Some(found.into_iter().map(|at| document.inner_text(at)).collect::<Vec<_>>())
        };
        let rows = [
            ("/a/b", vec!["1"]),
            ("//b", vec!["1", "2"]),
            ("//b[@n='y']", vec!["2"]),
            ("/a/@v", vec!["1"]),
            ("/a/*[2]/b", vec!["2"]),
            ("//c[b]/b/text()", vec!["2"]),
            ("/a/c/..//b[last()]", vec!["1", "2"]),
            ("/nope", vec![]),
        ];
        for (path, expected) in rows {
            assert_eq!(texts(path).unwrap(), expected, "{path}");
        }
        assert_eq!(texts("count(//b)"), None);
        assert_eq!(texts("//p:b"), None);
    }
}
