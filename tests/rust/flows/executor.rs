//! Runs a scenario without threads and without waiting. At each step a seeded generator picks one of the tasks that
//! are ready and the events that are due. Events are an answer that arrives, a record that is written, a lock that is
//! granted, a message that is received. So one seed is one interleaving. The clock stands still until nothing else can
//! happen.

use std::collections::BTreeMap;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, Wake, Waker};

use futures_channel::oneshot;
use sentc_light_wasm::client::host::Pending;

/// Unix milliseconds at which every scenario begins.
pub const START: i64 = 1_700_000_000_000;
/// More steps than any scenario takes: it goes round in circles.
const MAX_STEPS: u32 = 100_000;

type Action = Box<dyn FnOnce() + Send>;
type Condition = Box<dyn Fn() -> bool + Send>;

/// The scheduler and its clock. Cheap to clone.
#[derive(Clone)]
pub struct Executor(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    random: u64,
    tasks: Vec<Arc<Task>>,
    ready: Vec<Arc<Task>>,
    events: Vec<Event>,
    timers: BTreeMap<(i64, u64), Action>,
    count: u64,
    conditions: Vec<(Condition, oneshot::Sender<()>)>,
    quiet: Vec<oneshot::Sender<()>>,
    failures: Vec<String>,
    /// The service's time, which is right.
    time: i64,
    steady: i64,
    /// How far this machine's clock is off.
    wrong: i64,
    /// Of a hundred steps, how many let the next timer go off although something else could happen.
    impatience: u64,
}

struct Event {
    action: Action,
    gate: Option<Gate>,
    /// Events of one lane happen in their order.
    lane: Option<u64>,
}

/// Holds an event back until it is opened.
#[derive(Clone, Default)]
pub struct Gate(Arc<AtomicBool>);

impl Gate {
    pub fn open(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

struct Task {
    owner: Option<usize>,
    future: Mutex<Option<Pin<Box<dyn Future<Output = ()> + Send>>>>,
    queued: AtomicBool,
    executor: Weak<Mutex<State>>,
}

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        let Some(state) = self.executor.upgrade() else { return };
        if !self.queued.swap(true, Ordering::Relaxed) {
            lock(&state).ready.push(self.clone());
        }
    }
}

pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Executor {
    fn new(seed: u64, impatience: u64) -> Self {
        let state = State { random: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x2545_f491_4f6c_dd1d, time: START, impatience, ..State::default() };
        Self(Arc::new(Mutex::new(state)))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.0)
    }

    /// Unix milliseconds by the service's clock.
    pub fn time(&self) -> i64 {
        self.state().time
    }

    /// Unix milliseconds by this machine's clock.
    pub fn now(&self) -> i64 {
        let state = self.state();
        state.time + state.wrong
    }

    pub fn steady(&self) -> i64 {
        self.state().steady
    }

    /// A number below `n`, by the seed.
    pub fn pick(&self, n: u64) -> u64 {
        self.state().pick(n)
    }

    /// Says that a rule was broken: the scenario fails after this step.
    pub fn fail(&self, what: impl Into<String>) {
        self.state().failures.push(what.into());
    }

    /// Lets time pass.
    pub fn advance(&self, milliseconds: i64) {
        let mut state = self.state();
        state.steady += milliseconds;
        state.time += milliseconds;
        state.fire_due();
    }

    /// The machine sleeps: its steady clock stands still meanwhile.
    pub fn suspend(&self, milliseconds: i64) {
        self.state().time += milliseconds;
    }

    /// Somebody sets this machine's clock forward, or back.
    pub fn set_clock(&self, by: i64) {
        self.state().wrong += by;
    }

    pub fn spawn(&self, future: Pending<()>) {
        self.spawn_for(None, future);
    }

    /// A task of somebody who may be killed.
    pub fn spawn_for(&self, owner: Option<usize>, future: Pending<()>) {
        let task = Arc::new(Task { owner, future: Mutex::new(Some(future)), queued: AtomicBool::new(true), executor: Arc::downgrade(&self.0) });
        let mut state = self.state();
        state.tasks.push(task.clone());
        state.ready.push(task);
    }

    /// Runs beside the caller; what it gives can be waited for.
    pub fn start<T: Send + 'static>(&self, future: impl Future<Output = T> + Send + 'static) -> Pending<T> {
        received(self.start_for(None, future))
    }

    /// The same by somebody who may be killed: then nothing comes.
    pub fn start_for<T: Send + 'static>(&self, owner: Option<usize>, future: impl Future<Output = T> + Send + 'static) -> oneshot::Receiver<T> {
        let (sender, receiver) = oneshot::channel();
        self.spawn_for(
            owner,
            Box::pin(async move {
                let _ = sender.send(future.await);
            }),
        );
        receiver
    }

    /// All tasks of an owner are gone, wherever they are.
    pub fn kill(&self, owner: usize) {
        let tasks: Vec<_> = self.state().tasks.iter().filter(|task| task.owner == Some(owner)).cloned().collect();
        for task in tasks {
            let future = lock(&task.future).take();
            drop(future);
        }
    }

    /// An event for later: at any time, but after the events before it in its lane, and not before its gate is open.
    pub fn later(&self, gate: Option<Gate>, lane: Option<u64>, action: impl FnOnce() + Send + 'static) {
        self.state().events.push(Event { action: Box::new(action), gate, lane });
    }

    /// The value of an event that happens at any time, whether somebody waits for it or not.
    pub fn answer<T: Send + 'static>(&self, action: impl FnOnce() -> T + Send + 'static) -> Pending<T> {
        let (sender, receiver) = oneshot::channel();
        self.later(None, None, move || drop(sender.send(action())));
        received(receiver)
    }

    pub fn sleep(&self, milliseconds: i64) -> Pending<()> {
        let (sender, receiver) = oneshot::channel();
        let mut state = self.state();
        state.count += 1;
        let at = (state.steady + milliseconds, state.count);
        state.timers.insert(
            at,
            Box::new(move || {
                let _ = sender.send(());
            }),
        );
        received(receiver)
    }

    /// Waits until something is so.
    pub fn until(&self, condition: impl Fn() -> bool + Send + 'static) -> Pending<()> {
        let (sender, receiver) = oneshot::channel();
        self.state().conditions.push((Box::new(condition), sender));
        received(receiver)
    }

    /// Waits until nothing more can happen without time passing.
    pub fn quiet(&self) -> Pending<()> {
        let (sender, receiver) = oneshot::channel();
        self.state().quiet.push(sender);
        received(receiver)
    }

    fn step(&self) {
        let (mut task, mut action, mut quiet) = (None, None, Vec::new());
        {
            let mut state = self.state();
            let due = state.due_events();
            let choices = (state.ready.len() + due.len()) as u64;
            let impatient = state.impatience > 0 && state.pick(100) < state.impatience;
            if choices == 0 && !state.quiet.is_empty() {
                quiet = std::mem::take(&mut state.quiet);
            } else if choices == 0 || (impatient && !state.timers.is_empty()) {
                let Some((at, _)) = state.timers.keys().next().copied() else { panic!("nothing can happen any more, and the scenario waits") };
                let passed = (at - state.steady).max(0);
                state.steady += passed;
                state.time += passed;
                state.fire_due();
            } else {
                let picked = state.pick(choices) as usize;
                match picked.checked_sub(state.ready.len()) {
                    None => task = Some(state.ready.swap_remove(picked)),
                    Some(at) => action = Some(state.events.remove(due[at]).action),
                }
            }
        }
        for waiting in quiet {
            let _ = waiting.send(());
        }
        if let Some(task) = task {
            task.queued.store(false, Ordering::Relaxed);
            let mut future = lock(&task.future).take();
            let waker = Waker::from(task.clone());
            if let Some(running) = &mut future
                && running.as_mut().poll(&mut Context::from_waker(&waker)).is_pending()
            {
                *lock(&task.future) = future;
            }
        }
        if let Some(action) = action {
            action();
        }
    }

    fn after_step(&self) {
        let conditions = std::mem::take(&mut self.state().conditions);
        let (met, unmet): (Vec<_>, Vec<_>) = conditions.into_iter().partition(|(condition, _)| condition());
        self.state().conditions.extend(unmet);
        for (_, waiting) in met {
            let _ = waiting.send(());
        }
        let failures = std::mem::take(&mut self.state().failures);
        assert!(failures.is_empty(), "{}", failures.join("; "));
    }

    /// Runs a scenario to its end, and then whatever is left without time passing.
    fn run(&self, scenario: Pending<()>) {
        let done = Arc::new(AtomicBool::new(false));
        let (executor, over) = (self.clone(), done.clone());
        self.spawn(Box::pin(async move {
            scenario.await;
            executor.quiet().await;
            over.store(true, Ordering::Relaxed);
        }));
        for _ in 0..MAX_STEPS {
            if done.load(Ordering::Relaxed) {
                return;
            }
            self.step();
            self.after_step();
        }
        panic!("the scenario does not end");
    }

    /// Everything that is still under way goes: tasks hold the hosts, which hold this.
    fn clear(&self) {
        for _ in 0..3 {
            let mut state = self.state();
            let left =
                (std::mem::take(&mut state.events), std::mem::take(&mut state.timers), std::mem::take(&mut state.conditions), std::mem::take(&mut state.ready));
            let tasks = std::mem::take(&mut state.tasks);
            drop(state);
            for task in tasks {
                drop(lock(&task.future).take());
            }
            drop(left);
        }
    }
}

impl State {
    fn pick(&mut self, n: u64) -> u64 {
        // splitmix64
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.random;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n.max(1)
    }

    fn due_events(&self) -> Vec<usize> {
        let is_first = |at: usize, lane: u64| !self.events.iter().take(at).any(|event| event.lane == Some(lane));
        let is_open = |event: &Event| event.gate.as_ref().is_none_or(|gate| gate.0.load(Ordering::Relaxed));
        (0..self.events.len()).filter(|&at| is_open(&self.events[at]) && self.events[at].lane.is_none_or(|lane| is_first(at, lane))).collect()
    }

    fn fire_due(&mut self) {
        let later = self.timers.split_off(&(self.steady + 1, 0));
        for (_, action) in std::mem::replace(&mut self.timers, later) {
            self.events.push(Event { action, gate: None, lane: None });
        }
    }
}

/// The value; for ever pending when the scenario ends before.
fn received<T: Send + 'static>(receiver: oneshot::Receiver<T>) -> Pending<T> {
    Box::pin(async move {
        match receiver.await {
            Ok(value) => value,
            Err(_) => std::future::pending().await,
        }
    })
}

/// Lets other tasks and events have their turn, `n` times.
pub async fn give_way(n: u64) {
    for _ in 0..n {
        let mut given = false;
        std::future::poll_fn(|context| {
            if std::mem::replace(&mut given, true) {
                return Poll::Ready(());
            }
            context.waker().wake_by_ref();
            Poll::Pending
        })
        .await;
    }
}

/// Runs a scenario under many seeds. One that fails is named; `SENTC_FLOWS_SEED` runs just that one again, and
/// `SENTC_FLOWS_TIMES` multiplies their number (0.1: a tenth of them).
pub fn explore(runs: u64, impatience: u64, scenario: impl Fn(&Executor) -> Pending<()>) {
    let seeds = match std::env::var("SENTC_FLOWS_SEED") {
        Ok(seed) => seed.parse().map(|seed| seed..seed + 1).expect("SENTC_FLOWS_SEED is a number"),
        Err(_) => {
            let times = std::env::var("SENTC_FLOWS_TIMES").map_or(1.0, |times| times.parse().expect("SENTC_FLOWS_TIMES is a number"));
            0..((runs as f64 * times) as u64).max(1)
        }
    };
    for seed in seeds {
        let executor = Executor::new(seed, impatience);
        let result = catch_unwind(AssertUnwindSafe(|| executor.run(scenario(&executor))));
        if let Err(panic) = result {
            eprintln!("seed {seed} failed: SENTC_FLOWS_SEED={seed} runs it again");
            resume_unwind(panic);
        }
        executor.clear();
    }
}
