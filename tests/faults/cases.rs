//! The cases, by the numbers that they have in the table of faults.

use crate::{cut, full, killed, slow, stopped};

/// A fault.
pub struct Case {
    pub number: u32,
    /// What is done.
    pub about: &'static str,
    /// Does it; gives what was measured. Panics when something is not as it should be.
    pub run: fn() -> String,
}

pub const CASES: &[Case] = &[
    Case { number: 1, about: "one of 3 workers is killed", run: killed::a_worker },
    Case {
        number: 2,
        about: "the coordinator is killed, another one stands by",
        run: killed::a_coordinator_of_two,
    },
    Case {
        number: 3,
        about: "the only coordinator is killed, and started again after 20 s",
        run: killed::the_only_coordinator,
    },
    Case {
        number: 4,
        about: "nats-server is killed, and started again after 10 s",
        run: killed::the_engine,
    },
    Case { number: 5, about: "nats-server is stopped for 20 s", run: stopped::the_engine },
    Case { number: 6, about: "a worker is stopped for 15 s", run: stopped::a_worker },
    Case { number: 7, about: "a worker is cut off from NATS for 30 s", run: cut::for_a_while },
    Case { number: 8, about: "a worker is cut off from NATS for 70 s", run: cut::for_too_long },
    Case {
        number: 9,
        about: "200 ms +- 50 and 5 % loss, each way, between workers and NATS",
        run: slow::the_engines_link,
    },
    Case {
        number: 10,
        about: "the leader is stopped past its lease, then goes on",
        run: stopped::the_leader,
    },
    Case { number: 16, about: "there is no room for more results", run: full::the_stream },
];
