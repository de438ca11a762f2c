//! From a load test and options to a setup that the runner can start.

use std::sync::Arc;
use std::time::Duration;

use super::checked::{Asked, Checked, built_in_keys};
use super::part::Part;
use super::prepared::Prepared;
use super::{RunError, RunOptions};
use crate::event::{Planned, Started};
use crate::load_test::Definition;
use crate::metrics::MetricsOptions;
use crate::plan::{EntryLoad, planned_duration, ramp, share_room};
use crate::runner::{EntrySetup, Setup};
use crate::session::Given;

/// Makes a run ready to start: checks all that can be checked, and plans it.
///
/// # Errors
/// [`RunError::Config`] with all findings, [`RunError::Options`] when the options ask for what
/// cannot be.
pub fn prepare(
    name: &str,
    definition: &Definition,
    options: &RunOptions,
) -> Result<Prepared, RunError> {
    prepare_part(name, definition, options, Part::Alone)
}

/// Makes a part of a run ready, as [`prepare`] does the whole.
///
/// # Errors
/// As [`prepare`].
pub(crate) fn prepare_part(
    name: &str,
    definition: &Definition,
    options: &RunOptions,
    part: Part,
) -> Result<Prepared, RunError> {
    // Short enough to be typed, and exact in whatever reads the results.
    let seed = options.seed.unwrap_or_else(|| fastrand::u32(..).into());
    let asked = Asked { name, definition, options, part, seed };
    let Checked { settings, entries, loads, feeds, http_clients, portion, room } = asked.check()?;
    let shares = portion.deal(&loads);
    Ok(Prepared {
        planned: planned_duration(&loads),
        started: started(&asked, &entries, &loads, portion.of_cores),
        teardown: longest_teardown(&entries),
        setup: Setup {
            entries,
            room: share_room(room, shares.len() as u64),
            shares,
            first_core: portion.first_core,
            seed,
            warm_up: settings.warm_up,
            ramp: ramp(&loads),
            metrics: MetricsOptions {
                max_keys: u32::try_from(settings.max_metrics.get()).unwrap_or(u32::MAX),
                filter: options.metrics.clone(),
            },
            per_session: options.per_session,
            show: options.print_results || settings.print_results,
            http_clients,
            set_ups: definition.set_ups().cloned().collect(),
            set_up_config: definition.set_up_config(&options.config),
            given: Given::default(),
            elsewhere: None,
            guests: None,
            feeds,
        },
        settings,
        thresholds: definition.thresholds.clone(),
        loads,
    })
}

fn longest_teardown(entries: &[EntrySetup]) -> Option<Duration> {
    entries
        .iter()
        .map(|entry| built_in_keys(entry)?.teardown_timeout.get())
        .try_fold(Duration::ZERO, |longest, limit| Some(longest.max(limit?)))
}

fn started(asked: &Asked<'_>, entries: &[EntrySetup], loads: &[EntryLoad], cores: u32) -> Started {
    let planned = |(entry, load): (&EntrySetup, &EntryLoad)| Planned {
        scenario: entry.title.as_str().into(),
        sessions: load.sessions(),
        duration: load.length(),
    };
    Started {
        load_test: Arc::from(asked.name),
        cores: cores as usize,
        seed: asked.seed,
        duration: planned_duration(loads).into_iter().chain(asked.options.duration).min(),
        entries: entries.iter().zip(loads).map(planned).collect(),
    }
}
