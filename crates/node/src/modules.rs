//! `moduleInfo`: what a file imports and exports, as JSON. Mirrors `src/function/module-info.ts`.

use napi_derive::napi;
use numpool_kernel::frontend::{self, Module};
use serde::Serialize;

use crate::api::guarded;

#[derive(Serialize)]
struct ModuleJson {
    esm: bool,
    imports: Vec<ImportJson>,
    exports: Vec<ExportJson>,
    declared: Vec<DeclaredJson>,
    selves: Vec<SelfNameJson>,
}

#[derive(Serialize)]
struct ImportJson {
    local: String,
    imported: String,
    source: String,
    require: bool,
    shadows: Vec<(u32, u32)>,
}

#[derive(Serialize)]
struct ExportJson {
    exported: String,
    local: String,
}

#[derive(Serialize)]
struct DeclaredJson {
    local: String,
    start: u32,
    end: u32,
}

#[derive(Serialize)]
struct SelfNameJson {
    name: String,
    start: u32,
    end: u32,
    shadows: Vec<(u32, u32)>,
}

/// Reads a file's text: its imports and exports, or `null` where it cannot be read.
#[napi]
pub(crate) fn module_info(source: String, typescript: bool) -> String {
    let read = || {
        frontend::read_module(&source, typescript)
            .ok()
            .map(ModuleJson::from)
    };
    serde_json::to_string(&guarded(None, read)).unwrap_or_default()
}

impl From<Module> for ModuleJson {
    fn from(module: Module) -> Self {
        Self {
            esm: module.esm,
            imports: module
                .imports
                .into_iter()
                .map(|it| ImportJson {
                    local: it.local,
                    imported: it.imported,
                    source: it.source,
                    require: it.require,
                    shadows: it.shadows,
                })
                .collect(),
            exports: module
                .exports
                .into_iter()
                .map(|it| ExportJson {
                    exported: it.exported,
                    local: it.local,
                })
                .collect(),
            declared: module
                .declared
                .into_iter()
                .map(|it| DeclaredJson {
                    local: it.local,
                    start: it.start,
                    end: it.end,
                })
                .collect(),
            selves: module
                .selves
                .into_iter()
                .map(|it| SelfNameJson {
                    name: it.name,
                    start: it.start,
                    end: it.end,
                    shadows: it.shadows,
                })
                .collect(),
        }
    }
}
