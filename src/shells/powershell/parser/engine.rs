//! Errors in the words of PowerShell's own parser (ParserStrings.resx), which people search for, behind its
//! id, which is the same in every language.

/// Ids and texts; `{0}` is the text that the error is about.
static TEXTS: &[(&str, &str)] = &[
    ("EmptyPipeElement", "An empty pipe element is not allowed"),
    ("ExpectedExpression", "An expression was expected after '('"),
    (
        "ExpressionsMustBeFirstInPipeline",
        "Expressions are only allowed as the first element of a pipeline",
    ),
    ("InvalidEndOfLine", "The token '{0}' is not a valid statement separator in this version"),
    ("MissingArgument", "Missing argument in parameter list"),
    ("MissingArrayIndexExpression", "Array index expression is missing or not valid"),
    ("MissingCatchOrFinally", "The Try statement is missing its Catch or Finally block"),
    ("MissingEndCurlyBrace", "Missing closing '}' in statement block or type definition"),
    ("MissingEndParenthesisInExpression", "Missing closing ')' in expression"),
    ("MissingEndParenthesisInFunctionParameterList", "Missing ')' in function parameter list"),
    ("MissingEndParenthesisInMethodCall", "Missing ')' in method call"),
    ("MissingEndParenthesisInSubexpression", "Missing closing ')' in subexpression"),
    ("MissingEqualsInHashLiteral", "Missing '=' operator after key in hash literal"),
    ("MissingFunctionBody", "Missing function body in function declaration"),
    ("MissingPropertyName", "Missing property name after reference operator"),
    ("MissingTypename", "Missing type name after '['"),
    ("TerminatorExpectedAtEndOfString", "The string is missing the terminator: {0}"),
    ("UnexpectedToken", "Unexpected token '{0}' in expression or statement"),
    ("WhitespaceBeforeHereStringFooter", "White space is not allowed before the string terminator"),
];

/// Operators that came with PowerShell 7, as 5.1 stumbles over them.
const SEVEN: [&str; 5] = ["?", "??", "??=", "?.", "?["];

/// The message of an error: its id, the parser's text or `own`, and what 5.1 lacks.
pub(super) fn message(id: &str, at: &str, own: &str, desktop: bool) -> String {
    let text = TEXTS.iter().find(|(known, _)| *known == id).map(|(_, text)| *text);
    let about: String = match id {
        "TerminatorExpectedAtEndOfString" => terminator(at),
        _ => at.chars().take(40).collect(),
    };
    let text = text.filter(|text| !text.contains("{0}") || !about.is_empty());
    let said = text.map_or_else(|| own.to_owned(), |text| text.replace("{0}", &about));
    let newer = desktop && id == "UnexpectedToken" && SEVEN.contains(&about.as_str());
    let hint = if newer { ", which needs PowerShell 7" } else { "" };
    format!("{id}: {said}{hint}")
}

/// What would end a string that begins so.
fn terminator(at: &str) -> String {
    let mut letters = at.chars();
    match (letters.next(), letters.next()) {
        (Some('@'), Some(quote)) => format!("{quote}@"),
        (Some(quote), _) => quote.to_string(),
        (None, _) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::message;

    #[test]
    fn errors_are_told_as_the_engine_tells_them() {
        let rows = [
            (
                ("UnexpectedToken", "}", "unexpected", false),
                "UnexpectedToken: Unexpected token '}' in expression or statement",
            ),
            (
                ("UnexpectedToken", "??", "unexpected", true),
                "UnexpectedToken: Unexpected token '??' in expression or statement, which needs PowerShell 7",
            ),
            (
                ("TerminatorExpectedAtEndOfString", "@'\nx", "open", false),
                "TerminatorExpectedAtEndOfString: The string is missing the terminator: '@",
            ),
            (("OwnId", "", "in own words", false), "OwnId: in own words"),
        ];
        for ((id, at, own, desktop), expected) in rows {
            assert_eq!(message(id, at, own, desktop), expected);
        }
    }
}
