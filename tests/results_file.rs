//! Reads exported results back, by rules of its own.

use serde_json::Value;

/// One exported metric.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// `get(/path)`, `call(module.function)`.
    pub name: String,
    /// How many samples.
    pub count: u64,
}

impl Row {
    /// The rows below the head line.
    pub fn all_of_csv(text: &str) -> Vec<Self> {
        let mut lines = text.lines();
        let head = lines.next().expect("a head line");
        assert!(head.starts_with("session_action_name,total_count,max,mean,min,"), "{head}");
        let columns = fields(head).len();
        lines
            .map(|line| {
                let fields = fields(line);
                assert_eq!(fields.len(), columns, "{line}");
                Self { name: fields[0].clone(), count: fields[1].parse().unwrap() }
            })
            .collect()
    }

    /// The objects of the list, named as the CSV names them.
    pub fn all_of_json(text: &str) -> Vec<Self> {
        let list: Vec<Value> = serde_json::from_str(text).unwrap();
        list.iter().flat_map(Self::all_of_object).collect()
    }

    /// One, or one for each session's name.
    fn all_of_object(object: &Value) -> Vec<Self> {
        let (name, metrics) = (name_of(object), &object["metrics"]);
        if let Some(count) = metrics["total_count"].as_u64() {
            return vec![Self { name, count }];
        }
        let by_session = metrics.as_object().expect("figures, or figures by session");
        by_session
            .iter()
            .map(|(session, figures)| {
                let count = figures["total_count"].as_u64().expect("a count");
                Self { name: format!("{session} {name}"), count }
            })
            .collect()
    }
}

/// How many samples the rows of this name hold together.
pub fn count(rows: &[Row], name: &str) -> u64 {
    rows.iter().filter(|row| row.name == name).map(|row| row.count).sum()
}

/// How many samples the rows hold whose names begin so.
pub fn count_all(rows: &[Row], beginning: &str) -> u64 {
    rows.iter().filter(|row| row.name.starts_with(beginning)).map(|row| row.count).sum()
}

fn name_of(object: &Value) -> String {
    match object["error"]["http"].as_u64() {
        Some(status) => format!("Error HTTP {status} {}", action_of(object)),
        None => action_of(object),
    }
}

fn action_of(object: &Value) -> String {
    let text = |key: &str| object[key].as_str();
    match (text("action").expect("an action"), text("url"), text("module"), text("function")) {
        (action, Some(url), _, _) => format!("{action}({url})"),
        (action, _, Some(module), Some(function)) => format!("{action}({module}.{function})"),
        (action, _, None, Some(function)) => format!("{action}({function})"),
        (action, ..) => action.to_owned(),
    }
}

/// The fields of a CSV line, of which those with commas or quotes are quoted.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    for character in line.chars() {
        match character {
            '"' => quoted = !quoted, // a doubled quote opens again at once
            ',' if !quoted => fields.push(String::new()),
            _ => fields.last_mut().unwrap().push(character),
        }
    }
    fields
}

#[test]
fn a_quoted_field_may_hold_commas() {
    assert_eq!(fields("\"get(/a,b)\",3,"), ["get(/a,b)", "3", ""]);
}
