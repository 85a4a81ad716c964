//! Who holds the threads: one set per process, made at the first need, counted by leases.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread::available_parallelism;

use crate::crew::Crew;
use crate::drive::with_scratch;
use crate::job::{Completion, Job, Report};
use crate::lock::lock;
use crate::timer::Timer;
use crate::work::{Spec, Work};

/// The process's threads. The one process-wide state of this crate.
static HOUSE: Mutex<House> = Mutex::new(House {
    leases: 0,
    crew: None,
    timer: None,
});

/// The budget of threads, 0 until set. Relaxed: a number on its own.
static BUDGET: AtomicUsize = AtomicUsize::new(0);

struct House {
    leases: usize,
    crew: Option<Arc<Crew>>,
    timer: Option<Arc<Timer>>,
}

/// The budget of native threads, a blocked caller included.
pub fn threads() -> usize {
    /// Reading quotas and affinity takes tens of microseconds: done once.
    static AVAILABLE: OnceLock<usize> = OnceLock::new();
    match BUDGET.load(Ordering::Relaxed) {
        0 => *AVAILABLE.get_or_init(|| available_parallelism().map_or(1, usize::from)),
        set => set,
    }
}

/// Sets the budget. Threads that exist already stay until the last lease ends; fewer of them are
/// used at once.
pub fn set_threads(count: usize) {
    BUDGET.store(count.max(1), Ordering::Relaxed);
}

/// The system refused even one thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoThreads;

/// An environment's share in the threads: while one lease lives, so do they; the last one joins them.
pub struct Lease {
    crew: OnceLock<Arc<Crew>>,
    timer: OnceLock<Arc<Timer>>,
}

impl Lease {
    /// Starts nothing.
    pub fn acquire() -> Self {
        lock(&HOUSE).leases += 1;
        Self {
            crew: OnceLock::new(),
            timer: OnceLock::new(),
        }
    }

    /// Runs a loop and returns when nobody works on it any more. The calling thread takes part, and
    /// works on nothing else meanwhile.
    pub fn run(&self, work: Arc<dyn Work>, spec: &Spec) -> Report {
        let spec = Spec {
            participants: spec.participants.min(threads()),
            ..*spec
        };
        let chunks = spec.items.div_ceil(spec.chunk.max(1));
        let helpers = spec.participants.min(chunks).saturating_sub(1);
        let crew = if helpers > 0 { self.crew() } else { None };
        let list = crew.map(|crew| Arc::clone(crew.list()));
        let job = Arc::new(Job::new(work, &spec, list, None));
        job.enter();
        self.watch(&job);
        if let Some(crew) = crew {
            crew.launch(&job, helpers, true);
        }
        with_scratch(|scratch| job.take_part(scratch, None));
        job.leave();
        job.finished().wait();
        job.report()
    }

    /// Starts a loop on the pool's threads; `completion` is called once, on the thread that ends it.
    pub fn submit(
        &self,
        work: Arc<dyn Work>,
        spec: &Spec,
        completion: Completion,
    ) -> Result<JobHandle, NoThreads> {
        let crew = self.crew().ok_or(NoThreads)?;
        let most = spec.participants.min(crew.size()).min(threads());
        let spec = Spec {
            participants: most,
            ..*spec
        };
        let chunks = spec.items.div_ceil(spec.chunk.max(1)).max(1);
        let list = Some(Arc::clone(crew.list()));
        let job = Arc::new(Job::new(work, &spec, list, Some(completion)));
        self.watch(&job);
        crew.launch(&job, most.min(chunks), false);
        if spec.items == 0 {
            // Over before it began: no thread would enter it.
            job.settle();
        }
        Ok(JobHandle { job })
    }

    fn crew(&self) -> Option<&Arc<Crew>> {
        if self.crew.get().is_none() {
            let mut house = lock(&HOUSE);
            if house.crew.is_none() {
                house.crew = Crew::start(threads()).map(Arc::new);
            }
            let _ = self.crew.set(Arc::clone(house.crew.as_ref()?));
        }
        self.crew.get()
    }

    /// Has the deadline watched. Without a timer thread, chunk borders alone watch it.
    fn watch(&self, job: &Arc<Job>) {
        let Some(deadline) = job.deadline() else {
            return;
        };
        if self.timer.get().is_none() {
            let mut house = lock(&HOUSE);
            if house.timer.is_none() {
                house.timer = Timer::start().ok().map(Arc::new);
            }
            let Some(timer) = &house.timer else { return };
            let _ = self.timer.set(Arc::clone(timer));
        }
        if let Some(timer) = self.timer.get() {
            timer.watch(job, deadline);
        }
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let mut house = lock(&HOUSE);
        drop((self.crew.take(), self.timer.take()));
        house.leases -= 1;
        if house.leases == 0 {
            // Joined under the lock: whoever comes next finds nothing half-ended. No pool thread
            // takes this lock.
            drop((house.crew.take(), house.timer.take()));
        }
    }
}

/// A submitted job. Dropping the handle changes nothing.
#[derive(Clone)]
pub struct JobHandle {
    job: Arc<Job>,
}

impl JobHandle {
    /// Stops the job at the next look at its flag, at most a millisecond of work away. If nobody
    /// works on it, its completion is called here and now.
    pub fn cancel(&self) {
        self.job.cancel();
    }

    /// Items run so far.
    pub fn progress(&self) -> usize {
        self.job.done()
    }

    /// Waits until the completion has returned: nothing of the job is touched by any thread then.
    pub fn wait(&self) {
        self.job.finished().wait();
    }

    /// Whether [`JobHandle::wait`] would return at once.
    pub fn is_finished(&self) -> bool {
        self.job.finished().is_set()
    }
}
