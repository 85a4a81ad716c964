//! Captured objects: constants, enums, namespaces of modules. Only own properties are known of them, which no prototype can change;
//! the values of those are parameters and tables like others, named by their path.

use super::types::{Failed, Lowered, Operand};
use super::{HomeId, Lowerer};
use crate::frontend::compile::Capture;
use crate::ir::Span;

/// A captured object.
#[derive(Clone)]
pub(super) struct Object<'r> {
    /// Of the function that captures it.
    home: HomeId,
    /// `config` or `config.limits`.
    path: String,
    members: &'r [Capture],
}

impl<'r> Lowerer<'_, 'r> {
    /// The object of this path, noted when it is first used.
    pub(super) fn object(&mut self, home: HomeId, path: &str, members: &'r [Capture]) -> Operand {
        let is_it = |object: &Object<'_>| object.home == home && object.path == path;
        let at = self.objects.iter().position(is_it).unwrap_or_else(|| {
            let path = path.to_owned();
            self.objects.push(Object {
                home,
                path,
                members,
            });
            self.objects.len() - 1
        });
        Operand::Object(at as u32)
    }

    /// `object.name`.
    pub(super) fn object_member(
        &mut self,
        object: u32,
        name: &str,
        span: Span,
    ) -> Lowered<Operand> {
        let Object {
            home,
            path,
            members,
        } = self.objects[object as usize].clone();
        match members.iter().find(|member| member.name == name) {
            Some(member) => self.captured(home, &format!("{path}.{name}"), &member.kind, span),
            None => Err(self.no_own_member(&path, name, span)),
        }
    }

    fn no_own_member(&mut self, path: &str, name: &str, span: Span) -> Failed {
        let message = format!(
            "`{path}` comes from outside and has no property `{name}` of its own: natively its own \
             numbers, booleans and arrays of numbers are known, not what it inherits"
        );
        self.fail("captured-value", span, message)
    }
}
