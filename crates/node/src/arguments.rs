//! What `run` and `submit` are called with: `(kernel, out, ...columns, ...tables)` and the mailbox. Where a kernel gives several
//! results, `out` is an array of as many outputs.
//!
//! Read in two steps, because `run` is measured in nanoseconds: the head first, then each column
//! straight into whatever the caller makes of it, so that nothing large is moved around.

use std::rc::Rc;

use napi::sys::{self, napi_callback_info, napi_env, napi_value};
use numpool_kernel::machine::{self, Column, Output};
use numpool_math::Table;

use crate::api;
use crate::environment::{Environment, Port, Socket};
use crate::kernels::Known;
use crate::mailbox::{Flags, MAX_COLUMNS, Mailbox, Stored};
use crate::proofs;
use crate::status::Status;
use crate::views::View;

/// Arguments before the columns. Captured arrays come behind them.
const HEAD: usize = 2;

/// The handles of a call's arguments.
pub(crate) type Handles = [napi_value; HEAD + MAX_COLUMNS];

/// Everything about a call but its columns.
pub(crate) struct Call<'a> {
    env: napi_env,
    pub(crate) environment: &'a Environment,
    pub(crate) port: Rc<Port>,
    pub(crate) kernel: Rc<Known>,
    pub(crate) table: Table,
    pub(crate) items: usize,
    pub(crate) output: View,
    /// Of further results.
    pub(crate) others: Vec<View>,
    flags: Flags,
    /// As many columns as the kernel has, at most [`MAX_COLUMNS`].
    columns: usize,
}

/// One column of a call.
#[derive(Clone, Copy)]
pub(crate) enum Source {
    View(View),
    Range { start: f64, step: f64 },
}

impl Call<'_> {
    /// Reads and checks the head.
    ///
    /// # Safety
    /// `env` and `info` are those of the running callback of a function that was made with a
    /// [`Socket`] that outlives the call.
    #[inline]
    pub(crate) unsafe fn read(
        env: napi_env,
        info: napi_callback_info,
        handles: &mut Handles,
    ) -> Result<Self, Status> {
        // SAFETY: by contract.
        let (count, data) =
            unsafe { api::arguments(env, info, handles) }.ok_or(Status::BadArgument)?;
        // SAFETY: the function was made with a socket, which lives as long as its environment.
        let socket: &Socket = unsafe { &*data.cast() };
        let environment = socket.environment();
        let port = socket.port().ok_or(Status::BadArgument)?;
        // SAFETY: the handles are the running callback's.
        let number = unsafe { api::uint32(env, handles[0]) }.ok_or(Status::BadArgument)?;
        let kernel = environment.recent().get(number);
        let kernel = kernel.ok_or(Status::UnknownKernel)?;
        let columns = (kernel.program.columns() as usize).min(MAX_COLUMNS);
        let tables = kernel.program.tables();
        if count != HEAD + columns + tables || columns + tables > MAX_COLUMNS {
            return Err(Status::BadArgument);
        }
        let table = Table::current();
        if !kernel.is_served_by(&table) {
            return Err(Status::MathMissing);
        }
        let items = port.mailbox.items().ok_or(Status::BadArgument)?;
        let cost_ns = kernel.cost_ns * items as f64;
        proofs::consider(&kernel, &table, cost_ns, || environment.lease());
        let flags = port.mailbox.flags();
        let results = kernel.program.results().len();
        let (output, others) = if results == 1 {
            // SAFETY: the handles are the running callback's.
            let output = unsafe { view(env, handles[1], flags) };
            (stored(output, flags.out(), items)?, Vec::new())
        } else {
            // SAFETY: the same.
            unsafe { several(env, handles[1], results, &port.mailbox, items) }?
        };
        Ok(Self {
            env,
            environment,
            port,
            kernel,
            table,
            items,
            output,
            others,
            flags,
            columns,
        })
    }

    /// How many columns there are.
    pub(crate) fn columns(&self) -> usize {
        self.columns
    }

    /// Reads and checks one column.
    ///
    /// # Safety
    /// In the callback that the call was read in, with the same handles.
    #[inline]
    pub(crate) unsafe fn source(&self, handles: &Handles, column: usize) -> Result<Source, Status> {
        let handle = handles[HEAD + column];
        // SAFETY: by contract.
        if let Some(view) = unsafe { view(self.env, handle, self.flags) } {
            let view = if self.flags.float16(column) {
                view.as_float16()
            } else {
                Some(view)
            };
            let view = view.ok_or(Status::BadArgument)?;
            let long_enough = view.length >= self.items;
            return if long_enough {
                Ok(Source::View(view))
            } else {
                Err(Status::Detached)
            };
        }
        // SAFETY: by contract.
        if unsafe { api::type_of(self.env, handle) } == sys::ValueType::napi_null {
            let (start, step) = self.port.mailbox.range(column);
            return Ok(Source::Range { start, step });
        }
        Err(Status::BadArgument)
    }

    /// How many captured arrays the kernel reads.
    pub(crate) fn tables(&self) -> usize {
        self.kernel.program.tables()
    }

    /// Reads one captured array, of any length; nothing of a detached one can be read.
    ///
    /// # Safety
    /// In the callback that the call was read in, with the same handles.
    pub(crate) unsafe fn table(&self, handles: &Handles, table: usize) -> Result<View, Status> {
        let handle = self.table_handle(handles, table);
        // SAFETY: by contract.
        let view = unsafe { View::read(self.env, handle) }.ok_or(Status::BadArgument)?;
        if self.port.mailbox.table_is_float16(table) {
            view.as_float16().ok_or(Status::BadArgument)
        } else {
            Ok(view)
        }
    }

    /// The handle of a captured array.
    pub(crate) fn table_handle(&self, handles: &Handles, table: usize) -> napi_value {
        handles[HEAD + self.columns + table]
    }

    /// Whether writing the output would change a captured array.
    pub(crate) fn spoils_table(&self, table: &View) -> bool {
        let touches = |output: &View| output.touches(self.items, table, table.length);
        touches(&self.output) || self.others.iter().any(touches)
    }

    /// The handle of a column.
    pub(crate) fn column_handle(handles: &Handles, column: usize) -> napi_value {
        handles[HEAD + column]
    }

    /// The handle of the output, or of the array that holds all of them.
    pub(crate) fn output_handle(handles: &Handles) -> napi_value {
        handles[1]
    }

    /// How many captured values the kernel takes.
    pub(crate) fn param_count(&self) -> usize {
        self.kernel.program.params().len()
    }

    pub(crate) fn output(&self) -> Output {
        output_of(&self.output)
    }

    /// Where further results go; `None` when memory is short.
    pub(crate) fn others(&self) -> Option<Vec<Output>> {
        let mut others = Vec::new();
        others.try_reserve_exact(self.others.len()).ok()?;
        others.extend(self.others.iter().map(output_of));
        Some(others)
    }

    /// The estimated time of the whole call on one thread.
    pub(crate) fn cost_ns(&self) -> f64 {
        self.kernel.item_ns() * self.items as f64
    }

    /// Whether writing the output would spoil this column where it is read in place.
    #[inline]
    pub(crate) fn spoils(&self, source: &Source) -> bool {
        match source {
            // A block's further results are written before the first, which reads columns still.
            Source::View(view)
                if self
                    .others
                    .iter()
                    .any(|other| other.touches(self.items, view, self.items)) =>
            {
                true
            }
            // What is half done when a kernel bails out must be done again from the same columns.
            Source::View(view) if self.kernel.program.bails_out() => {
                self.output.touches(self.items, view, self.items)
            }
            Source::View(view) => self.output.spoils(view, self.items),
            Source::Range { .. } => false,
        }
    }
}

/// The output as what its results are stored as, if it has room for them.
#[inline]
fn stored(output: Option<View>, as_what: Stored, items: usize) -> Result<View, Status> {
    let output = match (output, as_what) {
        (Some(view), Stored::Float16) => view.as_float16(),
        (Some(view), Stored::Boolean) => view.as_boolean(),
        (other, Stored::Number) => other,
        (None, _) => None,
    };
    let output = output.ok_or(Status::BadArgument)?;
    if output.length < items {
        return Err(Status::Detached);
    }
    Ok(output)
}

/// The outputs of several results, from the array that holds them; they must lie apart.
///
/// # Safety
/// As [`View::read`]. `outs` is of our own making, so that reading it runs no code of the user's.
unsafe fn several(
    env: napi_env,
    outs: napi_value,
    results: usize,
    mailbox: &Mailbox,
    items: usize,
) -> Result<(View, Vec<View>), Status> {
    let mut views: Vec<View> = Vec::new();
    views
        .try_reserve_exact(results)
        .map_err(|_| Status::OutOfMemory)?;
    for result in 0..results {
        // SAFETY: by contract.
        let handle = unsafe { api::element(env, outs, result) }.ok_or(Status::BadArgument)?;
        // SAFETY: by contract; the handle was just made.
        let view = stored(
            unsafe { View::read(env, handle) },
            mailbox.stored(result),
            items,
        )?;
        if views.iter().any(|one| one.touches(items, &view, items)) {
            return Err(Status::BadArgument);
        }
        views.push(view);
    }
    let first = views.first().copied().ok_or(Status::BadArgument)?;
    views.remove(0);
    Ok((first, views))
}

fn output_of(view: &View) -> Output {
    Output {
        ptr: view.data.cast(),
        kind: view.kind,
        shared: view.shared,
    }
}

/// # Safety
/// As [`View::read`].
#[inline]
unsafe fn view(env: napi_env, handle: napi_value, flags: Flags) -> Option<View> {
    if flags.all_float64() {
        // SAFETY: by contract; our TypeScript sets the flag after looking at each array's tag.
        unsafe { View::read_float64(env, handle) }
    } else {
        // SAFETY: by contract.
        unsafe { View::read(env, handle) }
    }
}

/// A captured array where it lies.
pub(crate) fn table_of(view: &View) -> machine::Table {
    machine::Table {
        ptr: view.data.cast(),
        length: view.length,
        kind: view.kind,
    }
}

impl Source {
    /// The column read where it lies.
    #[inline]
    pub(crate) fn column(self) -> Column {
        match self {
            Self::View(View {
                data, kind, shared, ..
            }) => Column::Memory {
                ptr: data.cast(),
                kind,
                shared,
            },
            Self::Range { start, step } => Column::Range { start, step },
        }
    }
}
