//! One JS environment (the main thread, a Worker) as the addon sees it.
//!
//! Everything here belongs to the environment's own thread. It is made when the addon is loaded into
//! the environment and freed by a cleanup hook that was added first and therefore runs last; the
//! hook of `attach`, which ends the jobs, runs before it.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::ffi::c_void;
use std::rc::Rc;
use std::sync::Arc;

use napi::sys::{self, napi_env, napi_ref};
use numpool_jobs::{JobHandle, Lease};
use numpool_kernel::machine::Machine;

use crate::api;
use crate::copies;
use crate::delivery::Desk;
use crate::kernels::Recent;
use crate::mailbox::Mailbox;

/// What the environment's functions share.
pub(crate) struct Environment {
    env: napi_env,
    recent: Recent,
    machine: Cell<Option<Machine>>,
    attached: OnceCell<Attached>,
    /// What functions were made with, the exported ones first; kept until the environment ends.
    sockets: RefCell<Vec<Rc<Socket>>>,
}

/// Exists from the first `attach` on.
pub(crate) struct Attached {
    /// The environment's share in the threads; none once it is ending.
    lease: RefCell<Option<Rc<Lease>>>,
    desk: Arc<Desk>,
    jobs: RefCell<HashMap<u32, Held>>,
    last_job: Cell<u32>,
}

/// What a running job needs kept.
pub(crate) struct Held {
    pub(crate) handle: JobHandle,
    pub(crate) references: Vec<napi_ref>,
    /// Who is told.
    pub(crate) port: Rc<Port>,
}

/// One attached mailbox and who listens to its jobs. A process may load the TypeScript half several
/// times (Jest does); each copy attaches its own.
pub(crate) struct Port {
    pub(crate) mailbox: Mailbox,
    pub(crate) on_done: napi_ref,
}

/// What `run` and `submit` are made with. The exported ones follow the latest port; those that
/// `attach` returns stay with theirs.
pub(crate) struct Socket {
    environment: *const Environment,
    port: RefCell<Option<Rc<Port>>>,
}

impl Socket {
    pub(crate) fn environment(&self) -> &Environment {
        // SAFETY: the environment owns its sockets and is freed when no JS can run any more.
        unsafe { &*self.environment }
    }

    pub(crate) fn port(&self) -> Option<Rc<Port>> {
        self.port.borrow().clone()
    }
}

impl Held {
    pub(crate) fn new(handle: JobHandle, references: Vec<napi_ref>, port: &Rc<Port>) -> Self {
        Self {
            handle,
            references,
            port: Rc::clone(port),
        }
    }
}

impl Environment {
    /// Makes the environment's state, to be freed by its last cleanup hook.
    ///
    /// # Safety
    /// `env` is the environment that is loading the addon.
    pub(crate) unsafe fn open(env: napi_env) -> Option<&'static Self> {
        let this = Box::into_raw(Box::new(Self {
            env,
            recent: Recent::default(),
            machine: Cell::new(None),
            attached: OnceCell::new(),
            sockets: RefCell::default(),
        }));
        // SAFETY: `free` takes the pointer back, once.
        let status = unsafe { sys::napi_add_env_cleanup_hook(env, Some(free), this.cast()) };
        if status != sys::Status::napi_ok {
            // SAFETY: made above and given to nobody.
            drop(unsafe { Box::from_raw(this) });
            return None;
        }
        // SAFETY: lives until `free`; whoever uses it is a function of this environment.
        let this = unsafe { &*this };
        this.socket(None);
        Some(this)
    }

    pub(crate) fn raw(&self) -> napi_env {
        self.env
    }

    pub(crate) fn recent(&self) -> &Recent {
        &self.recent
    }

    pub(crate) fn attached(&self) -> Option<&Attached> {
        self.attached.get()
    }

    pub(crate) fn set_attached(&self, desk: Arc<Desk>) {
        let _ = self.attached.set(Attached {
            lease: RefCell::new(Some(Rc::new(Lease::acquire()))),
            desk,
            jobs: RefCell::default(),
            last_job: Cell::new(0),
        });
    }

    pub(crate) fn lease(&self) -> Option<Rc<Lease>> {
        self.attached()?.lease()
    }

    /// The socket of the exported functions.
    pub(crate) fn default_socket(&self) -> *const Socket {
        self.sockets
            .borrow()
            .first()
            .map_or(std::ptr::null(), Rc::as_ptr)
    }

    /// Makes the exported functions follow this port.
    pub(crate) fn plug(&self, port: &Rc<Port>) {
        if let Some(socket) = self.sockets.borrow().first() {
            *socket.port.borrow_mut() = Some(Rc::clone(port));
        }
    }

    /// A new socket, plugged or not; the pointer is good until the environment ends.
    pub(crate) fn socket(&self, port: Option<Rc<Port>>) -> *const Socket {
        let socket = Rc::new(Socket {
            environment: self,
            port: RefCell::new(port),
        });
        let pointer = Rc::as_ptr(&socket);
        self.sockets.borrow_mut().push(socket);
        pointer
    }

    /// Lends the machine for calls that run on this thread alone; `None` without memory for one.
    #[inline]
    pub(crate) fn with_machine<R>(&self, body: impl FnOnce(&mut Machine) -> R) -> Option<R> {
        let mut machine = self.machine.take().or_else(|| Machine::new().ok())?;
        let result = body(&mut machine);
        // Not reached by a panic: a machine that may have been left half-changed is gone.
        self.machine.set(Some(machine));
        Some(result)
    }
}

impl Attached {
    pub(crate) fn lease(&self) -> Option<Rc<Lease>> {
        self.lease.borrow().clone()
    }

    pub(crate) fn desk(&self) -> &Arc<Desk> {
        &self.desk
    }

    /// A number no running job has: positive as an int32.
    pub(crate) fn next_job(&self) -> u32 {
        let jobs = self.jobs.borrow();
        let mut job = self.last_job.get();
        loop {
            job = if job >= i32::MAX as u32 { 1 } else { job + 1 };
            if !jobs.contains_key(&job) {
                self.last_job.set(job);
                return job;
            }
        }
    }

    /// Keeps what a job needs, and the process, until it is delivered.
    pub(crate) fn keep(&self, env: napi_env, job: u32, held: Held) {
        let mut jobs = self.jobs.borrow_mut();
        if jobs.is_empty() {
            self.desk.hold_loop(env);
        }
        jobs.insert(job, held);
    }

    /// Gives up what [`Attached::keep`] kept, except the port.
    pub(crate) fn give_up(&self, env: napi_env, job: u32) -> Option<Rc<Port>> {
        let mut jobs = self.jobs.borrow_mut();
        let held = jobs.remove(&job)?;
        if jobs.is_empty() {
            self.desk.free_loop(env);
        }
        for reference in held.references {
            // SAFETY: on the environment's thread; each reference was made once and is out of the map.
            unsafe { api::release(env, reference) };
        }
        Some(held.port)
    }

    pub(crate) fn with_job<R>(&self, job: u32, body: impl FnOnce(&JobHandle) -> R) -> Option<R> {
        // Out of the map's borrow before anything else runs.
        let handle = self.jobs.borrow().get(&job)?.handle.clone();
        Some(body(&handle))
    }

    /// The environment is ending: stops its jobs, waits for whoever works on them, and leaves the
    /// pool. Afterwards no thread touches this environment's memory.
    pub(crate) fn end(&self, env: napi_env) {
        self.desk.close();
        let jobs = std::mem::take(&mut *self.jobs.borrow_mut());
        let lease = self.lease.take();
        if guard("cancel") {
            for held in jobs.values() {
                held.handle.cancel();
            }
        }
        if !guard("join") {
            std::mem::forget(lease);
            return;
        }
        for held in jobs.values() {
            held.handle.wait();
        }
        for reference in jobs.into_values().flat_map(|held| held.references) {
            // SAFETY: the hook runs on the environment's thread, before its references die.
            unsafe { api::release(env, reference) };
        }
        drop(lease);
    }
}

/// Whether a guard is on, as it always is outside of the memory tests.
fn guard(name: &str) -> bool {
    #[cfg(feature = "test-hooks")]
    return !crate::hooks::disabled(name);
    #[cfg(not(feature = "test-hooks"))]
    {
        let _ = name;
        true
    }
}

/// The environment's last hook.
unsafe extern "C" fn free(data: *mut c_void) {
    // SAFETY: the box of `open`, once; no function of the environment can be called any more.
    let environment = unsafe { Box::from_raw(data.cast::<Environment>()) };
    api::guarded((), || {
        drop(environment);
        // It may have been the last; another one makes its own again.
        copies::forget();
    });
}
