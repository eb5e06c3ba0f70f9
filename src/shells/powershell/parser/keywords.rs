//! The tables of reserved words and dash operators.

use super::super::syntax::{BinaryOperator as B, Case};
use super::token::{Keyword as K, Kind};

/// `word` in lower case, where it is short enough to be in a table.
fn lowered<'b>(word: &[u8], buffer: &'b mut [u8; 16]) -> Option<&'b [u8]> {
    let target = buffer.get_mut(..word.len())?;
    target.copy_from_slice(word);
    target.make_ascii_lowercase();
    Some(target)
}

/// The reserved word, in any case.
pub(super) fn keyword(word: &[u8]) -> Option<K> {
    let mut buffer = [0; 16];
    Some(match lowered(word, &mut buffer)? {
        b"assembly" => K::Assembly,
        b"base" => K::Base,
        b"begin" => K::Begin,
        b"break" => K::Break,
        b"catch" => K::Catch,
        b"class" => K::Class,
        b"clean" => K::Clean,
        b"command" => K::Command,
        b"configuration" => K::Configuration,
        b"continue" => K::Continue,
        b"data" => K::Data,
        b"default" => K::Default,
        b"define" => K::Define,
        b"do" => K::Do,
        b"dynamicparam" => K::Dynamicparam,
        b"else" => K::Else,
        b"elseif" => K::ElseIf,
        b"end" => K::End,
        b"enum" => K::Enum,
        b"exit" => K::Exit,
        b"filter" => K::Filter,
        b"finally" => K::Finally,
        b"for" => K::For,
        b"foreach" => K::Foreach,
        b"from" => K::From,
        b"function" => K::Function,
        b"hidden" => K::Hidden,
        b"if" => K::If,
        b"in" => K::In,
        b"interface" => K::Interface,
        b"module" => K::Module,
        b"namespace" => K::Namespace,
        b"parallel" => K::Parallel,
        b"param" => K::Param,
        b"private" => K::Private,
        b"process" => K::Process,
        b"public" => K::Public,
        b"return" => K::Return,
        b"sequence" => K::Sequence,
        b"static" => K::Static,
        b"switch" => K::Switch,
        b"throw" => K::Throw,
        b"trap" => K::Trap,
        b"try" => K::Try,
        b"type" => K::Type,
        b"until" => K::Until,
        b"using" => K::Using,
        b"var" => K::Var,
        b"while" => K::While,
        b"workflow" => K::Workflow,
        _ => return None,
    })
}

/// The operator behind a dash, in any case.
pub(super) fn operator(word: &[u8]) -> Option<Kind> {
    let mut buffer = [0; 16];
    let word = lowered(word, &mut buffer)?;
    let plain = match word {
        b"not" => return Some(Kind::Not),
        b"bnot" => return Some(Kind::BitNot),
        b"is" => B::Is,
        b"isnot" => B::IsNot,
        b"as" => B::As,
        b"f" => B::Format,
        b"and" => B::And,
        b"band" => B::BitAnd,
        b"or" => B::Or,
        b"bor" => B::BitOr,
        b"xor" => B::Xor,
        b"bxor" => B::BitXor,
        b"join" => B::Join,
        b"shl" => B::ShiftLeft,
        b"shr" => B::ShiftRight,
        _ => return comparison(word).map(Kind::Operator),
    };
    Some(Kind::Operator(plain))
}

fn comparison(word: &[u8]) -> Option<B> {
    compared(word, Case::Default).or_else(|| match word.split_first()? {
        (b'i', rest) => compared(rest, Case::Ignored),
        (b'c', rest) => compared(rest, Case::Sensitive),
        _ => None,
    })
}

fn compared(word: &[u8], case: Case) -> Option<B> {
    Some(match word {
        b"eq" => B::Equal(case),
        b"ne" => B::NotEqual(case),
        b"gt" => B::Greater(case),
        b"ge" => B::GreaterOrEqual(case),
        b"lt" => B::Less(case),
        b"le" => B::LessOrEqual(case),
        b"like" => B::Like(case),
        b"notlike" => B::NotLike(case),
        b"match" => B::Match(case),
        b"notmatch" => B::NotMatch(case),
        b"contains" => B::Contains(case),
        b"notcontains" => B::NotContains(case),
        b"in" => B::In(case),
        b"notin" => B::NotIn(case),
        b"replace" => B::Replace(case),
        b"split" => B::Split(case),
        _ => return None,
    })
}
