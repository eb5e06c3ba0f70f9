//! What stands above the language, as the language is given it.

use super::evaluator::library::{Library, Members};
use super::{cmdlets, commands, modules, process};

/// What .NET objects can do, the commands, cmdlets and modules that envsim models, and PowerShell itself as a program.
pub static LIBRARY: Library = Library {
    members: Members {
        property: |evaluator, object, name| evaluator.property(object, name),
        own_property: |evaluator, object, name| evaluator.own_property(object, name),
        static_property: |evaluator, object, name| evaluator.static_property(object, name),
        call: |evaluator, object, name, arguments| evaluator.call_method(object, name, arguments),
        static_call: |evaluator, object, name, arguments| {
            evaluator.static_call(object, name, arguments)
        },
        index: |evaluator, object, index| evaluator.index(object, index),
        is: |evaluator, object, target| evaluator.instance_of(object, target),
        command: |evaluator, found| evaluator.command_object(found),
        matched: |evaluator, regex, found, subject| evaluator.match_object(regex, found, subject),
    },
    search: commands::search,
    behind: commands::behind,
    cmdlet: cmdlets::find,
    doubt_cmdlet: |evaluator, cmdlet, bound| evaluator.doubt_cmdlet(cmdlet, bound),
    unmodelled: cmdlets::unmodelled,
    beyond: cmdlets::beyond,
    unsteered: cmdlets::unsteered,
    stock_function: cmdlets::stock_function,
    find_module: |evaluator, name| evaluator.find_module(name),
    import: modules::load::import,
    child: process::child,
};
