//! `analyze`: what a function's text says, as JSON. Mirrors `src/function/analysis.ts` and
//! `src/errors/reason.ts`.

use napi_derive::napi;
use numpool_kernel::frontend::{self, Analysis, FreeVariable, Reason, Uses};
use serde::Serialize;

use crate::api::guarded;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum Reply {
    Ok(AnalysisJson),
    Reason(ReasonJson),
}

/// An obstacle and where it stands.
#[derive(Serialize)]
pub(crate) struct ReasonJson {
    code: &'static str,
    message: String,
    line: u32,
    column: u32,
    snippet: String,
    length: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts, each with a name"
)]
struct AnalysisJson {
    kind: &'static str,
    is_async: bool,
    is_generator: bool,
    name: Option<String>,
    params: u32,
    rest: bool,
    expression: bool,
    uses: UsesJson,
    strict_ok: bool,
    private_names: bool,
    computed_key: Option<(u32, u32)>,
    free: Vec<FreeJson>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts, each with a name"
)]
struct UsesJson {
    this: bool,
    arguments: bool,
    #[serde(rename = "super")]
    super_: bool,
    new_target: bool,
    direct_eval: bool,
    import_meta: bool,
    dynamic_import: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FreeJson {
    name: String,
    line: u32,
    column: u32,
    assigned: Option<PlaceJson>,
    members: Option<Vec<String>>,
    called: bool,
    typeof_only: bool,
}

#[derive(Serialize)]
struct PlaceJson {
    line: u32,
    column: u32,
}

/// Reads any function's source: `{ ok: Analysis }` or `{ reason }`.
#[napi]
pub(crate) fn analyze(source: String) -> String {
    let internal = || Reply::Reason(ReasonJson::internal());
    let reply = guarded(None, || Some(answer(&source))).unwrap_or_else(internal);
    serde_json::to_string(&reply).unwrap_or_default()
}

fn answer(source: &str) -> Reply {
    match frontend::analyze(source) {
        Ok(analysis) => Reply::Ok(analysis.into()),
        Err(reason) => Reply::Reason(reason.into()),
    }
}

impl ReasonJson {
    /// The compiler itself failed.
    pub(crate) fn internal() -> Self {
        Self::whole(
            "internal",
            "the compiler failed on this function; please report it".to_owned(),
        )
    }

    /// A limit that is met only after the source was understood.
    pub(crate) fn too_large(what: &str) -> Self {
        Self::whole(
            "too-large",
            format!("the {what} is beyond what the native engine takes"),
        )
    }

    fn whole(code: &'static str, message: String) -> Self {
        Self {
            code,
            message,
            line: 1,
            column: 1,
            snippet: String::new(),
            length: 0,
        }
    }
}

impl From<Reason> for ReasonJson {
    fn from(reason: Reason) -> Self {
        let Reason {
            code,
            message,
            line,
            column,
            snippet,
            length,
        } = reason;
        Self {
            code,
            message,
            line,
            column,
            snippet,
            length,
        }
    }
}

impl From<Analysis> for AnalysisJson {
    fn from(analysis: Analysis) -> Self {
        Self {
            kind: analysis.kind,
            is_async: analysis.is_async,
            is_generator: analysis.is_generator,
            name: analysis.name,
            params: analysis.params,
            rest: analysis.rest,
            expression: analysis.expression,
            uses: analysis.uses.into(),
            strict_ok: analysis.strict_ok,
            private_names: analysis.private_names,
            computed_key: analysis.computed_key,
            free: analysis.free.into_iter().map(FreeJson::from).collect(),
        }
    }
}

impl From<Uses> for UsesJson {
    fn from(uses: Uses) -> Self {
        Self {
            this: uses.this,
            arguments: uses.arguments,
            super_: uses.super_,
            new_target: uses.new_target,
            direct_eval: uses.direct_eval,
            import_meta: uses.import_meta,
            dynamic_import: uses.dynamic_import,
        }
    }
}

impl From<FreeVariable> for FreeJson {
    fn from(variable: FreeVariable) -> Self {
        Self {
            name: variable.name,
            line: variable.line,
            column: variable.column,
            assigned: variable
                .assigned
                .map(|(line, column)| PlaceJson { line, column }),
            members: variable.members,
            called: variable.called,
            typeof_only: variable.typeof_only,
        }
    }
}
