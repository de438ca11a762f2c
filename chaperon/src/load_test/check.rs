//! Checking a load test before anything is sent: is its config complete, are its targets allowed?

use std::fmt;

use super::{Definition, Entry, Load, threshold};
use crate::config::{Config, ConfigError, Effective, KeyInfo, Layer, LoadTestSettings, Settings};
use crate::error::Result;
use crate::scenario::ScenarioRef;
use crate::session::{Profile, net_settings};

/// Something that keeps a load test from running.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The scenario it is about, if it is about one.
    pub scenario: Option<String>,
    /// What is wrong, and what to do.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.scenario {
            Some(scenario) => write!(f, "{scenario}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl Finding {
    fn of(scenario: &str, message: impl fmt::Display) -> Self {
        Self { scenario: Some(scenario.to_owned()), message: message.to_string() }
    }

    fn general(message: impl fmt::Display) -> Self {
        Self { scenario: None, message: message.to_string() }
    }
}

/// Finds all that keeps a load test from running with this config over its own.
pub fn check(definition: &Definition, over: &Layer) -> Vec<Finding> {
    let mut findings = unknown_keys(definition, over);
    if definition.entries.is_empty() {
        findings.push(Finding::general("the load test has no scenarios"));
    }
    for entry in &definition.entries {
        findings.extend(check_load(entry));
        findings.extend(check_config(definition, entry, over));
    }
    findings.extend(check_feeds(definition));
    findings.extend(check_thresholds(definition));
    findings.dedup();
    findings
}

/// Whether the feeds can be told apart, and say one thing. What they read is not looked at.
fn check_feeds(definition: &Definition) -> Vec<Finding> {
    let feeds = definition.feeds.iter().enumerate();
    feeds
        .flat_map(|(index, (name, feed))| {
            let same = definition.feeds[..index].iter().any(|(other, _)| other == name);
            let twice = same.then_some("there is another feed of this name");
            let mistakes = [twice, feed.mistake()].into_iter().flatten();
            mistakes.map(move |mistake| Finding::general(format!("feed `{name}`: {mistake}")))
        })
        .collect()
}

fn check_thresholds(definition: &Definition) -> Vec<Finding> {
    let members = definition.entries.iter().flat_map(|entry| &entry.members);
    let mut scenarios: Vec<&str> = members.map(|member| member.name()).collect();
    scenarios.dedup();
    let arriving = definition.entries.iter().filter(|entry| entry.load.arrives());
    let arriving: Vec<String> = arriving.map(Entry::title).collect();
    let thresholds = definition.thresholds.iter();
    thresholds
        .flat_map(|threshold| threshold::check(threshold, &scenarios, &arriving))
        .map(Finding::general)
        .collect()
}

/// Keys given from outside that no scenario has.
fn unknown_keys(definition: &Definition, over: &Layer) -> Vec<Finding> {
    let members = definition.entries.iter().flat_map(|entry| &entry.members);
    let known: Vec<&[KeyInfo]> =
        members.flat_map(keys_of).chain([LoadTestSettings::INFO]).collect();
    over.unknown(&known).into_iter().map(Finding::general).collect()
}

/// All keys that can be set for a scenario.
fn keys_of(member: &ScenarioRef) -> Vec<&'static [KeyInfo]> {
    [member.runs(), &[member.keys(), Settings::INFO]].concat()
}

fn check_load(entry: &Entry) -> Option<Finding> {
    if entry.members.is_empty() {
        return Some(Finding::general("a sequence has no scenarios"));
    }
    let says = |message: &str| Some(message.to_owned());
    let mistake = match &entry.load {
        Load::With(slots) if slots.highest() == 0 => says("`with` opens no slot"),
        Load::With(slots) => slots.mistake(),
        Load::At { rates, .. } if rates.are_empty() => says("`at 0/s`: nothing ever arrives"),
        Load::At { rates, .. } => rates.mistake(),
        _ if entry.count == 0 => says("0 sessions run nothing"),
        Load::For(time) if time.is_zero() => says("`for` takes no time"),
        Load::Times(0) => says("`times 0` runs nothing"),
        Load::Once | Load::For(_) | Load::Times(_) => None,
    };
    mistake.or_else(|| check_clauses(entry)).map(|mistake| Finding::of(&entry.title(), mistake))
}

/// Clauses that do not go together.
fn check_clauses(entry: &Entry) -> Option<String> {
    let arrives = entry.load.arrives();
    let staged = matches!(entry.load, Load::With(_));
    let mistake = match entry.every {
        _ if arrives && entry.count != 1 => {
            "`at` says how many sessions there are: leave the count out"
        }
        _ if staged && entry.count != 1 => {
            "`with` says how many slots there are: leave the count out"
        }
        Some(period) if period.is_zero() => "`every` takes a time",
        Some(_) if arrives => "`at` says when sessions start: leave `every` out",
        Some(_) if entry.load == Load::Once => "`every` needs `for`, `times` or `with`",
        _ => return None,
    };
    Some(mistake.to_owned())
}

fn check_config(definition: &Definition, entry: &Entry, over: &Layer) -> Vec<Finding> {
    let layer = entry.layer(definition, over);
    let effective = match layer.resolve() {
        Ok(effective) => effective,
        Err(error) => return vec![Finding::of(&entry.title(), error)],
    };
    let mut findings = Vec::new();
    if let Err(error) = check_target(entry, layer) {
        findings.push(Finding::of(&entry.title(), error));
    }
    let mut assigned: Vec<&str> = Vec::new();
    for member in &entry.members {
        findings.extend(check_member(*member, &effective, &assigned));
        assigned.extend(member.assigns().iter().map(|assign| assign.name));
    }
    findings
}

/// Whether the built-in keys make sense, and the base URL may be sent to.
fn check_target(entry: &Entry, layer: Layer) -> Result {
    let profile = Profile::new(entry.title().into(), layer)?;
    let declared: Vec<_> = profile.base_url().cloned().into_iter().collect();
    let net = net_settings(&profile, &declared)?;
    profile.base_url().map_or(Ok(()), |base| net.allow_targets.check(base.origin()))
}

fn check_member(member: ScenarioRef, effective: &Effective, assigned: &[&str]) -> Vec<Finding> {
    let name = member.name();
    let missing = effective.missing(member.keys());
    let awaits = missing.iter().any(|error| is_assigned(error, assigned));
    let missing = missing.into_iter().filter(|error| !is_assigned(error, assigned));
    let findings: Vec<Finding> = missing.map(|error| Finding::of(name, error)).collect();
    if awaits || !findings.is_empty() {
        return findings;
    }
    member.read(effective).err().map(|error| Finding::of(name, error)).into_iter().collect()
}

/// Whether what is missing is left by a scenario earlier in the sequence.
fn is_assigned(error: &ConfigError, assigned: &[&str]) -> bool {
    matches!(error, ConfigError::Missing { key, .. } if assigned.contains(&key.as_str()))
}
