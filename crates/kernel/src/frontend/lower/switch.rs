//! `switch`: lanes are on their way to their case as jumps are (`exits`), and land where it begins; so falling through
//! is what it is in the text. Where no case falls into the next one it is a chain of branches.

use oxc_ast::ast::{Expression, Statement, SwitchCase, SwitchStatement};
use oxc_syntax::operator::UnaryOperator;

use super::Lowerer;
use super::exits::{Done, Enclosing, Target};
use super::types::{Failed, Lowered, Operand};
use crate::frontend::limits::deep;
use crate::ir::{BinaryOp, Span, UnaryOp, Value};
use crate::wrong::wrong;

/// The longest chain of branches: they nest.
const MAX_CHAIN: usize = 64;

/// The most cases of other switches: where each lane is on its way to is kept for all of them.
const MAX_CASES: usize = 128;

/// A case and where it is entered.
type Entered<'a> = (Value, &'a [Statement<'a>]);

impl<'a> Lowerer<'a, '_> {
    pub(super) fn switch_statement(&mut self, it: &'a SwitchStatement<'a>) {
        let span = self.span(it);
        let Ok(discriminant) = self.expression(&it.discriminant) else {
            return;
        };
        self.scoped(|lowerer| {
            for case in &it.cases {
                lowerer.hoist_block(&case.consequent);
            }
            let breaks = lowerer.free_target.take();
            lowerer.enclosing.push(Enclosing {
                labels: Vec::new(),
                breaks,
                continues: None,
                unlabelled: true,
            });
            // A reason has been noted if this fails.
            let _ = if is_chain(&it.cases) || wrong("switch-no-fall") {
                lowerer.chain_of_cases(&it.cases, &discriminant, span)
            } else {
                lowerer.cases(&it.cases, &discriminant, breaks, span)
            };
            lowerer.enclosing.pop();
            lowerer.land(breaks, span);
        });
    }

    /// Any cases: all lanes jump to theirs, and each goes on from there.
    fn cases(
        &mut self,
        cases: &'a [SwitchCase<'a>],
        discriminant: &Operand,
        breaks: Target,
        span: Span,
    ) -> Lowered<()> {
        if cases.len() > MAX_CASES {
            return Err(self.too_large(span));
        }
        let targets: Vec<Target> = cases.iter().map(|_| self.free_target.take()).collect();
        let mut left = self.build.boolean(true, span);
        let mut jumps = Vec::with_capacity(cases.len() + 1);
        let mut rest = breaks;
        for (case, target) in cases.iter().zip(&targets) {
            let Some(test) = &case.test else {
                rest = *target;
                continue;
            };
            let place = self.span(test);
            let entered = self.choose(
                left,
                place,
                |lowerer| lowerer.is_case(discriminant, test).map(Operand::Value),
                |lowerer| Ok(Operand::Value(lowerer.build.boolean(false, place))),
            )?;
            let Operand::Value(entered) = entered else {
                return Err(Failed);
            };
            jumps.push((*target, self.done_of(entered)));
            let not = self.build.unary(UnaryOp::Not, entered, place);
            left = self.build.binary(BinaryOp::And, left, not, place);
        }
        jumps.push((rest, self.done_of(left)));
        jumps.retain(|(_, done)| *done != Done::No);
        self.exit.done = Done::Yes;
        self.exit.jumps = jumps;
        for (case, target) in cases.iter().zip(targets) {
            self.land(target, self.span_of(case.span));
            self.statements(&case.consequent);
        }
        Ok(())
    }

    /// Cases of which none falls into the next one.
    fn chain_of_cases(
        &mut self,
        cases: &'a [SwitchCase<'a>],
        discriminant: &Operand,
        span: Span,
    ) -> Lowered<()> {
        let mut chain: Vec<Entered<'a>> = Vec::new();
        let mut default: &[Statement<'a>] = &[];
        let mut entered: Option<Value> = None;
        for case in cases {
            let Some(test) = &case.test else {
                default = &case.consequent;
                continue;
            };
            let is_it = self.is_case(discriminant, test)?;
            let any = match entered.take() {
                Some(before) => self.build.binary(BinaryOp::Or, before, is_it, span),
                None => is_it,
            };
            if case.consequent.is_empty() {
                entered = Some(any);
            } else {
                chain.push((any, &case.consequent));
            }
        }
        self.links(&chain, default, span)
    }

    fn links(
        &mut self,
        chain: &[Entered<'a>],
        default: &'a [Statement<'a>],
        span: Span,
    ) -> Lowered<()> {
        let [(entered, body), rest @ ..] = chain else {
            self.statements(default);
            return Ok(());
        };
        match self.build.known_boolean(*entered) {
            Some(true) => {
                self.statements(body);
                return Ok(());
            }
            Some(false) => return self.links(rest, default, span),
            None => {}
        }
        let (then, ()) = self.side(span, |lowerer| lowerer.statements(body))?;
        let (other, linked) =
            self.side(span, |lowerer| deep(|| lowerer.links(rest, default, span)))?;
        linked?;
        self.join(*entered, then, other, None, span).map(|_| ())
    }

    fn is_case(&mut self, discriminant: &Operand, test: &'a Expression<'a>) -> Lowered<Value> {
        let operand = self.expression(test)?;
        self.equality(true, discriminant, &operand, self.span(test))
    }
}

/// Whether no case falls into another with code of its own, and the tests can be asked in any order.
fn is_chain(cases: &[SwitchCase<'_>]) -> bool {
    let ends = |case: &SwitchCase<'_>| match case.consequent.last() {
        None => case.test.is_some(),
        Some(Statement::BlockStatement(block)) => block.body.last().is_some_and(leaves),
        Some(last) => leaves(last),
    };
    let Some((last, before)) = cases.split_last() else {
        return true;
    };
    // What shares the code of the default case, or stands last without any, is no link of its own.
    let alone = cases
        .windows(2)
        .all(|pair| !(pair[0].consequent.is_empty() && pair[1].test.is_none()));
    cases.len() <= MAX_CHAIN
        && alone
        && (last.test.is_none() || !last.consequent.is_empty())
        && before.iter().all(ends)
        && cases
            .iter()
            .all(|case| case.test.as_ref().is_none_or(is_literal))
}

/// Whether nothing goes on behind the statement.
fn leaves(it: &Statement<'_>) -> bool {
    matches!(
        it,
        Statement::BreakStatement(_)
            | Statement::ReturnStatement(_)
            | Statement::ContinueStatement(_)
    )
}

fn is_literal(it: &Expression<'_>) -> bool {
    match it {
        Expression::UnaryExpression(it) => {
            it.operator == UnaryOperator::UnaryNegation
                && matches!(it.argument, Expression::NumericLiteral(_))
        }
        _ => matches!(
            it,
            Expression::NumericLiteral(_)
                | Expression::BooleanLiteral(_)
                | Expression::StringLiteral(_)
                | Expression::NullLiteral(_)
        ),
    }
}
