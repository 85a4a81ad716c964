//! Which variables a function takes from outside, and what it does with them.

use super::of;
use crate::frontend::analyze::FreeVariable;

/// The free variables: `name`, `name=` when assigned, `name()` when called, `name.{a,b}` when only
/// members are read, `typeof name` when that is all.
fn free(source: &str) -> String {
    let show = |one: &FreeVariable| {
        let mut text = one.name.clone();
        if one.typeof_only {
            text.insert_str(0, "typeof ");
        }
        if let Some(members) = &one.members {
            text.push_str(".{");
            text.push_str(&members.join(","));
            text.push('}');
        }
        if one.called {
            text += "()";
        }
        if one.assigned.is_some() {
            text += "=";
        }
        text
    };
    of(source)
        .free
        .iter()
        .map(show)
        .collect::<Vec<_>>()
        .join(" ")
}

const FREE: &[(&str, &str)] = &[
    // Parameters, names of functions, property keys, labels.
    ("x => x + k", "k"),
    ("(x, y = x) => x + y", ""),
    (
        "({ a, b: { c }, ...d }, [e, , f = g]) => a + c + d + e + f",
        "g",
    ),
    ("function f(x) { return x ? f(x - 1) : g }", "g"),
    ("function (x) { return y }", "y"),
    (
        "x => ({ a: x, b, [c]: 1, 'd': 2, e() { return f } })",
        "b c f",
    ),
    ("o => { l: for (;;) { break l } return o.a.b }", ""),
    (
        "() => a.b.c + d['e'] + f[g] + h[`i`]",
        "a.{b} d.{e} f g h.{i}",
    ),
    // Block scopes and hoisting.
    ("() => { { let a = 1 } return a }", "a"),
    ("() => { { var a = 1 } return a }", ""),
    ("() => { return a; var a }", ""),
    ("() => { return f(); function f() {} }", ""),
    ("() => { for (let i = 0; i < n; i++); return i }", "n i"),
    ("() => { for (var i = 0; i < n; i++); return i }", "n"),
    (
        "() => { for (const k of k2) k; for (const q in q) q; for (v of w); }",
        "k2 v= w",
    ),
    (
        "() => { switch (a) { case b: let c = 1; default: c } return c }",
        "a b c",
    ),
    (
        "() => { if (a) { var b } else { const c = 0; c } return b + c }",
        "a c",
    ),
    (
        "() => { try { a() } catch (e) { e } finally { b } return e }",
        "a() b e",
    ),
    ("() => { try {} catch { e } }", "e"),
    (
        "() => { try {} catch ({ message, ...rest }) { message; rest } }",
        "",
    ),
    ("() => { x; let x }", ""),
    // Parameters do not see the variables of the body.
    ("(a = x) => { var x = 1; return a }", "x"),
    ("function f(a = () => b) { let b; return a }", "b"),
    ("(a = b, b) => a", ""),
    ("(f, g = f) => { var f; return g }", ""),
    // Classes.
    (
        "class A extends B { m() { return A } static s = C; [d]() {} }",
        "B C d",
    ),
    ("() => { class A {} return new A() }", ""),
    ("() => { { class A {} } return A }", "A"),
    (
        "() => class { f = x => x + y; static { var z = w; z } }",
        "y w",
    ),
    ("() => (class K { m() { return K } }, K)", "K"),
    ("() => (function g() { return g }, g)", "g"),
    // Assignments.
    ("() => { a = 1; b += c; d++; --e }", "a= b= c d= e="),
    (
        "() => { [a, b.c, ...d] = e; ({ f, g: h, i = j, ...k } = l) }",
        "a= b d= e f= h= i= j k= l",
    ),
    ("() => { a ??= b; c ||= d; e &&= f }", "a= b c= d e= f"),
    (
        "() => { a.b = 1; c.d++; delete e.f; g['h'] += 1 }",
        "a c e g",
    ),
    ("() => { for (a.b of c); for ([d] in e); }", "a c d= e"),
    ("let => 1", ""),
    // Calls and members.
    ("() => f(new G(), h`x${i}`)", "f() G() h() i"),
    ("() => fs.read() + fs.write", "fs.{read,write}"),
    ("() => fs.read() + fs", "fs"),
    ("() => a?.b + a?.['c']", "a.{b,c}"),
    ("() => f?.(1) + (0, g)(2)", "f() g"),
    // typeof, closures, templates, tags, spreads, async.
    (
        "() => typeof a === 'undefined' ? typeof b : b",
        "typeof a b",
    ),
    ("() => () => { let a; return () => a + b }", "b"),
    ("() => `${a} ${`${b}`}`", "a b"),
    ("(...r) => [...r, ...s]", "s"),
    ("async x => { await y; for await (const z of w) z }", "y w"),
    ("function* g() { yield* h; yield i }", "h i"),
    ("() => { const { [a]: b = c } = d; return b }", "a c d"),
    ("() => import(a)", "a"),
    ("() => /a/g.test(b)", "b"),
    // Globals are free variables like any other.
    (
        "() => undefined + NaN + Math.PI + console.log",
        "undefined NaN Math.{PI} console.{log}",
    ),
    // `arguments` is not a variable.
    ("() => arguments[0]", ""),
    ("function f() { return () => arguments }", ""),
    ("() => function () { return arguments }", ""),
    // Unicode and escapes: names are what they spell.
    ("(ä, \\u0062) => ä + b + 𝒳", "𝒳"),
    ("() => { var \\u{61}b; return ab + \\u0063 }", "c"),
    // Methods.
    ("foo(x) { return foo + x + y }", "foo y"),
    ("async foo() { return a }", "a"),
    ("*foo() { yield a }", "a"),
    ("async *foo() { yield a }", "a"),
    ("get foo() { return a }", "a"),
    ("set foo(v) { a = v }", "a="),
    ("get(x) { return x }", ""),
    ("async(x) { return x }", ""),
    ("static(x) { return x }", ""),
    ("[Symbol.iterator](x) { return x + y }", "y"),
    ("'a b'(x) { return x }", ""),
    ("12(x) { return x }", ""),
    ("#secret(x) { return x + y }", "y"),
    // Not code.
    ("() => { // a\n /* b */ return 'c' + \"d\" }", ""),
    ("x => x // comment", ""),
];

#[test]
fn free_variables() {
    for (source, expected) in FREE {
        assert_eq!(free(source), *expected, "{source}");
    }
}
