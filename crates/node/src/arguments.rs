//! What `run` and `submit` are called with: `(kernel, out, ...columns, ...tables)` and the mailbox.
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
use crate::mailbox::{Flags, MAX_COLUMNS};
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
        // SAFETY: the handles are the running callback's.
        let output = unsafe { view(env, handles[1], flags) };
        let output = match output {
            Some(view) if flags.out_float16() => view.as_float16(),
            Some(view) if flags.out_boolean() => view.as_boolean(),
            other => other,
        };
        let output = output.ok_or(Status::BadArgument)?;
        if output.length < items {
            return Err(Status::Detached);
        }
        Ok(Self {
            env,
            environment,
            port,
            kernel,
            table,
            items,
            output,
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
        self.output.touches(self.items, table, table.length)
    }

    /// The handle of a column.
    pub(crate) fn column_handle(handles: &Handles, column: usize) -> napi_value {
        handles[HEAD + column]
    }

    /// The handle of the output.
    pub(crate) fn output_handle(handles: &Handles) -> napi_value {
        handles[1]
    }

    /// How many captured values the kernel takes.
    pub(crate) fn param_count(&self) -> usize {
        self.kernel.program.params().len()
    }

    pub(crate) fn output(&self) -> Output {
        let View {
            data, kind, shared, ..
        } = self.output;
        Output {
            ptr: data.cast(),
            kind,
            shared,
        }
    }

    /// The estimated time of the whole call on one thread.
    pub(crate) fn cost_ns(&self) -> f64 {
        self.kernel.cost_ns * self.items as f64
    }

    /// Whether writing the output would spoil this column where it is read in place.
    #[inline]
    pub(crate) fn spoils(&self, source: &Source) -> bool {
        match source {
            // What is half done when a kernel bails out must be done again from the same columns.
            Source::View(view) if self.kernel.program.bails_out() => {
                self.output.touches(self.items, view, self.items)
            }
            Source::View(view) => self.output.spoils(view, self.items),
            Source::Range { .. } => false,
        }
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
