//! The threads themselves: a Rayon pool whose threads we spawned and therefore can join.

use std::sync::{Arc, Mutex};
use std::thread::{Builder, JoinHandle, available_parallelism};

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::cpu;
use crate::drive::drive;
use crate::job::Job;
use crate::lock::lock;
use crate::member::wake;
use crate::run_list::RunList;

pub(crate) struct Crew {
    /// Some until dropped.
    pool: Option<ThreadPool>,
    threads: Vec<JoinHandle<()>>,
    list: Arc<RunList>,
    size: usize,
}

impl Crew {
    /// As many threads as wanted, or as the system gives: half as many, and half again, before none.
    pub(crate) fn start(wanted: usize) -> Option<Self> {
        let mut size = wanted.max(1);
        loop {
            if let Some(crew) = Self::try_start(size) {
                return Some(crew);
            }
            if size == 1 {
                return None;
            }
            size /= 2;
        }
    }

    fn try_start(size: usize) -> Option<Self> {
        let threads = Arc::new(Mutex::new(Vec::new()));
        let spawned = Arc::clone(&threads);
        let built = ThreadPoolBuilder::new()
            .num_threads(size)
            .thread_name(|index| format!("numpool-{index}"))
            .spawn_handler(move |thread| {
                let mut builder = Builder::new();
                if let Some(name) = thread.name() {
                    builder = builder.name(name.to_owned());
                }
                lock(&spawned).push(builder.spawn(|| thread.run())?);
                Ok(())
            })
            .build();
        let threads = std::mem::take(&mut *lock(&threads));
        let Ok(pool) = built else {
            // The failed pool told the threads it had to end.
            threads.into_iter().for_each(join);
            return None;
        };
        let list = Arc::new(RunList::new(spare()));
        let driven = Arc::clone(&list);
        pool.spawn_broadcast(move |_| drive(&driven));
        Some(Self {
            pool: Some(pool),
            threads,
            list,
            size,
        })
    }

    pub(crate) fn list(&self) -> &Arc<RunList> {
        &self.list
    }

    pub(crate) fn size(&self) -> usize {
        self.size
    }

    /// Lists the job and wakes the threads it wants. The caller's own CPU is the last to be shared if it `works_on`.
    pub(crate) fn launch(&self, job: &Arc<Job>, helpers: usize, works_on: bool) {
        let caller = cpu::current();
        let called = self.list.add(Arc::clone(job), helpers, caller);
        wake(&called, caller, works_on);
    }
}

impl Drop for Crew {
    fn drop(&mut self) {
        for (member, _) in self.list.end() {
            member.wake();
        }
        drop(self.pool.take());
        self.threads.drain(..).for_each(join);
    }
}

/// How many threads may stay awake with nothing to do: one core is left to whoever gives them work.
fn spare() -> usize {
    available_parallelism().map_or(0, |cores| cores.get() - 1)
}

/// A thread's panic was reported where it happened.
fn join(thread: JoinHandle<()>) {
    let _ = thread.join();
}
