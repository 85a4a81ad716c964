//! Words for what has no native form: what stands there, why it matters, what would help.

use oxc_ast::ast::{Expression, Statement};

/// The code and message for an expression that kernels do not have.
pub(super) fn obstacle(it: &Expression<'_>) -> (&'static str, &'static str) {
    match it {
        Expression::BigIntLiteral(_) => (
            "bigint",
            "a BigInt is no number: kernels compute with numbers; drop the `n`",
        ),
        Expression::RegExpLiteral(_) => (
            "not-numeric",
            "a regular expression works on strings: kernels compute with numbers",
        ),
        Expression::ThisExpression(_) => (
            "uses-this",
            "`this` is not available natively: take what it holds into a variable outside the function",
        ),
        Expression::Super(_) => (
            "uses-super",
            "`super` is not available natively: take what it holds into a variable outside the function",
        ),
        Expression::NewTarget(_) => (
            "uses-new-target",
            "`new.target` is not available natively: no item is made with `new`, so leave it out",
        ),
        Expression::ImportMeta(_) => (
            "unsupported-syntax",
            "`import.meta` is not available natively: take what it holds into a variable outside the \
             function",
        ),
        Expression::ArrowFunctionExpression(_) | Expression::FunctionExpression(_) => (
            "nested-function",
            "this is a function inside the function: write what it computes in place, then the \
             function can run natively",
        ),
        Expression::ClassExpression(_) => (
            "unsupported-syntax",
            "a class has no native form: a function that returns an array or object of numbers has one",
        ),
        Expression::ObjectExpression(_) => (
            "not-numeric",
            "this makes an object: kernels compute with numbers and booleans; use a variable for \
             each property",
        ),
        Expression::NewExpression(_) => (
            "not-numeric",
            "`new` makes an object: kernels compute with numbers and booleans",
        ),
        Expression::AwaitExpression(_) => (
            "async",
            "a kernel cannot wait: wait before the call, and pass what comes as a column or variable",
        ),
        Expression::YieldExpression(_) => (
            "generator",
            "a kernel gives what it returns, once: return an array of fixed length",
        ),
        Expression::ImportExpression(_) => (
            "async",
            "a kernel cannot load modules: import the functions above, they are compiled with it",
        ),
        Expression::TaggedTemplateExpression(_) => (
            "unsupported-call",
            "a template tag works on strings: call the function with numbers",
        ),
        Expression::ChainExpression(_) => (
            "unsupported-syntax",
            "`?.` asks whether something exists, and natively everything is a number: use `.`",
        ),
        Expression::PrivateInExpression(_) | Expression::PrivateFieldExpression(_) => (
            "uses-this",
            "a private field belongs to an object: kernels know numbers and booleans only",
        ),
        _ => (
            "unsupported-syntax",
            "this expression has no native form: write it with operators on numbers",
        ),
    }
}

/// The code and message for a statement that kernels do not have.
pub(super) fn statement_obstacle(it: &Statement<'_>) -> (&'static str, &'static str) {
    match it {
        Statement::ForInStatement(_) => (
            "loop",
            "`for…in` goes over the names of properties: count with a number instead",
        ),
        Statement::ThrowStatement(_) => (
            "throws",
            "a kernel cannot throw: return NaN, or let the function run on workers",
        ),
        Statement::TryStatement(_) => (
            "unsupported-syntax",
            "`try` has no native form: natively nothing throws, so leave it out",
        ),
        Statement::WithStatement(_) => (
            "unsupported-syntax",
            "`with` has no native form: name the object",
        ),
        Statement::DebuggerStatement(_) => (
            "unsupported-syntax",
            "`debugger` has no native form: leave it out, or use engine: 'inline' to look inside",
        ),
        _ => (
            "unsupported-syntax",
            "this statement has no native form: use variables, branches and loops",
        ),
    }
}
