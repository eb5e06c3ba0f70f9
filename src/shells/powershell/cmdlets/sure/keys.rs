//! Which calls of `Set-PSReadLineKeyHandler` cannot fail: keys and functions that every PSReadLine since 2.0 has
//! (ConsoleKeyChordConverter.cs, KeyBindings.cs).

use crate::shells::powershell::evaluator::Evaluator;
use crate::shells::powershell::evaluator::functions::{Arg, Given};
use crate::shells::powershell::object::Object;

/// Functions that a key can be bound to.
static FUNCTIONS: &str = "Abort AcceptAndGetNext AcceptLine AddLine BackwardChar BackwardDeleteChar BackwardDeleteLine \
    BackwardDeleteWord BackwardKillLine BackwardKillWord BackwardWord BeginningOfHistory BeginningOfLine \
    CancelLine CaptureScreen CharacterSearch CharacterSearchBackward ClearHistory ClearScreen Complete \
    Copy CopyOrCancelLine Cut DeleteChar DeleteCharOrExit DeleteEndOfWord DeleteLine \
    DeleteLineToFirstChar DeleteToEnd DeleteWord DigitArgument EndOfHistory EndOfLine \
    ExchangePointAndMark ForwardChar ForwardDeleteLine ForwardSearchHistory ForwardWord GotoBrace \
    GotoColumn GotoFirstNonBlankOfLine HistorySearchBackward HistorySearchForward InsertLineAbove \
    InsertLineBelow InvertCase InvokePrompt KillLine KillRegion KillWord MenuComplete MoveToEndOfLine \
    NextHistory NextLine NextWord NextWordEnd Paste PasteAfter PasteBefore PossibleCompletions \
    PrependAndAccept PreviousHistory PreviousLine Redo RepeatLastCharSearch \
    RepeatLastCharSearchBackwards RepeatLastCommand RepeatSearch RepeatSearchBackward \
    ReverseSearchHistory RevertLine ScrollDisplayDown ScrollDisplayDownLine ScrollDisplayToCursor \
    ScrollDisplayTop ScrollDisplayUp ScrollDisplayUpLine SearchChar SearchCharBackward \
    SearchCharBackwardWithBackoff SearchCharWithBackoff SearchForward SelectAll SelectBackwardChar \
    SelectBackwardWord SelectBackwardsLine SelectForwardChar SelectForwardWord SelectLine SelectNextWord \
    SelectShellBackwardWord SelectShellForwardWord SelectShellNextWord SelfInsert SetMark \
    ShellBackwardKillWord ShellBackwardWord ShellForwardWord ShellKillWord ShellNextWord ShowKeyBindings \
    SwapCharacters TabCompleteNext TabCompletePrevious Undo UndoAll UnixWordRubout ValidateAndAcceptLine \
    ViAcceptLine ViAcceptLineOrExit ViAppendLine ViBackwardDeleteGlob ViBackwardGlob ViBackwardWord \
    ViCommandMode ViDeleteBrace ViDeleteEndOfGlob ViDeleteGlob ViDeleteToBeforeChar \
    ViDeleteToBeforeCharBackward ViDeleteToChar ViDeleteToCharBackward ViDigitArgumentInChord \
    ViEditVisually ViEndOfGlob ViEndOfPreviousGlob ViExit ViGotoBrace ViInsertAtBegining ViInsertAtEnd \
    ViInsertLine ViInsertMode ViInsertWithAppend ViInsertWithDelete ViJoinLines ViNextGlob ViNextWord \
    ViReplaceLine ViReplaceToBeforeChar ViReplaceToBeforeCharBackward ViReplaceToChar \
    ViReplaceToCharBackward ViSearchHistoryBackward ViTabCompleteNext ViTabCompletePrevious \
    ViYankBeginningOfLine ViYankEndOfGlob ViYankEndOfWord ViYankLeft ViYankLine ViYankNextGlob \
    ViYankNextWord ViYankPercent ViYankPreviousGlob ViYankPreviousWord ViYankRight ViYankToEndOfLine \
    ViYankToFirstChar WhatIsKey Yank YankLastArg YankNthArg YankPop";

/// Keys that have names, beside `F1` to `F24`.
static KEYS: &str = "Backspace Delete DownArrow End Enter Escape Home Insert LeftArrow PageDown PageUp RightArrow \
    Spacebar Tab UpArrow";

/// Whether a call binds keys that are there to a block or to a function that is there.
pub(super) fn binds(evaluator: &Evaluator<'_>, given: &Given) -> bool {
    let mut arguments = given.arguments.iter();
    let (mut keyed, mut bound) = (false, false);
    while let Some(argument) = arguments.next() {
        let Arg::Named(name, value) = argument else { return false };
        let value = match (value, arguments.as_slice().first()) {
            (Some(value), _) => value,
            (None, Some(Arg::Value(value, _))) => {
                arguments.next();
                value
            }
            (None, _) => return false,
        };
        let text = evaluator.plain(value);
        match (name.to_ascii_lowercase().as_str(), value) {
            ("key" | "chord", _) if text.as_deref().is_some_and(is_chord) => keyed = true,
            ("function", _) if text.as_deref().is_some_and(is_function) => bound = true,
            ("scriptblock", Object::Block(_)) => bound = true,
            ("briefdescription" | "longdescription" | "description", _) if text.is_some() => {}
            _ => return false,
        }
    }
    keyed && bound
}

fn is_function(name: &str) -> bool {
    FUNCTIONS.split_ascii_whitespace().any(|one| one.eq_ignore_ascii_case(name))
}

/// One key, or two with a comma between them.
fn is_chord(text: &str) -> bool {
    match text.split_once(',') {
        Some((first, second)) => is_key(first) && is_key(second),
        None => is_key(text),
    }
}

/// `Ctrl+Shift+x`: modifiers, each once, and a key.
fn is_key(text: &str) -> bool {
    let parts: Vec<&str> = text.split('+').collect();
    let Some((key, modifiers)) = parts.split_last() else { return false };
    let mut seen: Vec<String> = modifiers.iter().map(|one| one.to_ascii_lowercase()).collect();
    seen.sort();
    let all = seen.len();
    seen.dedup();
    seen.len() == all
        && seen.iter().all(|one| matches!(one.as_str(), "ctrl" | "alt" | "shift"))
        && (key.len() == 1 && key.is_ascii() || is_named(key))
}

fn is_named(key: &str) -> bool {
    let number = key.strip_prefix(['f', 'F']).and_then(|digits| digits.parse::<u8>().ok());
    number.is_some_and(|number| (1..=24).contains(&number) && !key[1..].starts_with(['0', '+']))
        || KEYS.split_ascii_whitespace().any(|one| one.eq_ignore_ascii_case(key))
}
