//! `compile` and `release`: source text to a kernel's number, as JSON both ways.

use napi_derive::napi;
use numpool_kernel::frontend::{self, Capture, CaptureKind, Captured, Compiled, Refusal, Shape};
use numpool_kernel::ir;
use numpool_kernel::program::{Program, ResultKind};
use serde::{Deserialize, Serialize};

use crate::analysis::ReasonJson;
use crate::api::guarded;
use crate::kernels::{self, Kernel};
use crate::mailbox::{MAX_COLUMNS, MAX_PARAMS};
use crate::pace::Pace;

/// Mirrors `CompileRequest` in `src/engine/native/compile.ts`.
#[derive(Deserialize)]
struct RequestJson {
    source: String,
    columns: u32,
    tuple: bool,
    booleans: u32,
    captures: Vec<CaptureJson>,
    functions: Vec<CapturedJson>,
}

#[derive(Deserialize)]
struct CaptureJson {
    name: String,
    kind: String,
    value: Option<String>,
    function: Option<u32>,
    #[serde(default)]
    members: Vec<CaptureJson>,
}

#[derive(Deserialize)]
struct CapturedJson {
    name: String,
    source: Option<String>,
    captures: Vec<CaptureJson>,
}

/// Mirrors `CompileReply`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum Reply {
    Ok(Box<KernelJson>),
    Reasons(Vec<ReasonJson>),
    Needs(Vec<u32>),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct KernelJson {
    id: u32,
    results: Vec<&'static str>,
    params: Vec<ParamJson>,
    tables: Vec<TableJson>,
    loops: bool,
    bails_out: bool,
    builtins: Vec<String>,
    math: Vec<&'static str>,
    cost_ns: f64,
    run_ns: f64,
    plain_ns: f64,
    counted: bool,
    ops: String,
    /// What several results make up.
    shape: Option<ShapeJson>,
}

/// Mirrors `ResultShape`.
#[derive(Serialize)]
#[serde(untagged)]
enum ShapeJson {
    Value(u32),
    List(Vec<ShapeJson>),
    Record { record: Vec<(String, ShapeJson)> },
}

impl From<Shape> for ShapeJson {
    fn from(shape: Shape) -> Self {
        match shape {
            Shape::Value(number) => Self::Value(number),
            Shape::List(parts) => Self::List(parts.into_iter().map(Self::from).collect()),
            Shape::Record(parts) => Self::Record {
                record: parts
                    .into_iter()
                    .map(|(name, part)| (name, Self::from(part)))
                    .collect(),
            },
        }
    }
}

#[derive(Serialize)]
struct TableJson {
    name: String,
    owner: Option<u32>,
}

#[derive(Serialize)]
struct ParamJson {
    name: String,
    r#type: &'static str,
    owner: Option<u32>,
}

/// Compiles a numeric function: `{ ok: Kernel }` or `{ reasons }`.
#[napi]
pub(crate) fn compile(request: String) -> String {
    let internal = || Reply::Reasons(vec![ReasonJson::internal()]);
    let reply = guarded(None, || Some(answer(&request))).unwrap_or_else(internal);
    serde_json::to_string(&reply).unwrap_or_default()
}

/// Who computes a kernel, in words; nothing for an unknown one.
#[napi]
pub(crate) fn machine(kernel: u32) -> String {
    let describe = || kernels::find(kernel).map(|kernel| kernel.program.machine());
    guarded(None, describe).unwrap_or_default()
}

/// Measured nanoseconds an item of a kernel takes on one thread; 0 before it has run for long enough.
#[napi]
pub(crate) fn item_ns(kernel: u32) -> f64 {
    let known = || kernels::find(kernel).and_then(|kernel| kernel.pace.known());
    guarded(None, known).unwrap_or_default()
}

/// Forgets a kernel; jobs that run it keep it alive.
#[napi]
pub(crate) fn release(kernel: u32) {
    guarded((), || kernels::remove(kernel));
}

fn answer(request: &str) -> Reply {
    match serde_json::from_str(request) {
        Ok(request) => {
            build(request).map_or_else(|reply| reply, |kernel| Reply::Ok(Box::new(kernel)))
        }
        Err(_) => Reply::Reasons(vec![ReasonJson::internal()]),
    }
}

impl From<Refusal> for Reply {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Reasons(reasons) => {
                Self::Reasons(reasons.into_iter().map(ReasonJson::from).collect())
            }
            Refusal::Needs(functions) => Self::Needs(functions),
        }
    }
}

fn build(request: RequestJson) -> Result<KernelJson, Reply> {
    let captures: Vec<Capture> = request.captures.into_iter().map(capture).collect();
    let functions: Vec<Captured> = request.functions.into_iter().map(captured).collect();
    let compiled = frontend::compile(&frontend::Request {
        source: &request.source,
        columns: request.columns,
        tuple: request.tuple,
        booleans: request.booleans,
        captures: &captures,
        functions: &functions,
    })
    .map_err(Reply::from)?;
    let Compiled {
        function,
        shape,
        builtins,
        math,
    } = compiled;
    let too_large = |what: &str| Reply::Reasons(vec![ReasonJson::too_large(what)]);
    let mut program = Program::new(&function).map_err(|_| too_large("function"))?;
    program.call(&request.source);
    if program.columns() as usize + program.tables() > MAX_COLUMNS {
        return Err(too_large("number of columns and captured arrays"));
    }
    if program.params().len() > MAX_PARAMS {
        return Err(too_large("number of captured variables"));
    }
    let results = program.results().map(|result| match result {
        ResultKind::Number => "number",
        ResultKind::Boolean => "boolean",
    });
    let cost = program.cost();
    let mut reply = KernelJson {
        id: 0,
        results: results.collect(),
        params: function.params.iter().map(param).collect(),
        tables: function.tables.iter().map(table).collect(),
        loops: program.has_loops(),
        bails_out: program.bails_out(),
        builtins,
        math: math.iter().map(|f| f.name()).collect(),
        cost_ns: cost.item_ns,
        run_ns: cost.run_ns,
        plain_ns: cost.plain_ns,
        counted: cost.counted,
        ops: function.to_string(),
        shape: (shape != Shape::Value(0)).then(|| ShapeJson::from(shape)),
    };
    let kernel = Kernel {
        cost_ns: reply.cost_ns,
        pace: Pace::default(),
        program,
        math,
    };
    reply.id = kernels::insert(kernel).ok_or_else(|| too_large("number of compiled functions"))?;
    Ok(reply)
}

fn captured(json: CapturedJson) -> Captured {
    Captured {
        name: json.name,
        source: json.source,
        captures: json.captures.into_iter().map(capture).collect(),
    }
}

fn capture(json: CaptureJson) -> Capture {
    let value = json.value.unwrap_or_default();
    let kind = match json.kind.as_str() {
        "function" => CaptureKind::Function(json.function.unwrap_or(u32::MAX)),
        "number" => CaptureKind::Number,
        "boolean" => CaptureKind::Boolean,
        "builtin" => CaptureKind::Builtin(value),
        "table" => CaptureKind::Table,
        "object" => CaptureKind::Object(json.members.into_iter().map(capture).collect()),
        _ => CaptureKind::Other(value),
    };
    Capture {
        name: json.name,
        kind,
    }
}

fn table(table: &ir::Table) -> TableJson {
    TableJson {
        name: table.name.clone(),
        owner: table.owner,
    }
}

fn param(param: &ir::Param) -> ParamJson {
    let r#type = if param.ty == ir::Type::Bool {
        "boolean"
    } else {
        "number"
    };
    ParamJson {
        name: param.name.clone(),
        r#type,
        owner: param.owner,
    }
}
