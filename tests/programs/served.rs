//! A program that is served: runs are asked of it by requests.

use chaperon::api::{DefaultOptions, OptionError, OptionParser, Submission};
use chaperon::prelude::*;
use serde_json::{Map, Value};

/// What `visit` does.
#[derive(Config)]
struct Visit {
    /// Which path.
    #[config(default = "/")]
    path: String,
    /// What it is known by.
    #[config(secret, default = "none")]
    password: String,
}

/// Gets a page.
#[scenario]
async fn visit(session: &mut Session, config: &Visit) -> Result {
    let password = config.password.as_str();
    session.get(config.path.as_str()).basic_auth("visitor", password).await?;
    Ok(())
}

load_test! {
    /// A visit.
    Visiting {
        default_config: { .. },
        scenarios: [visit { .. }],
    }
}

load_test! {
    /// Visits until somebody says otherwise.
    Arriving {
        default_config: { .. },
        scenarios: [visit { .. } at 50/s for 1h],
    }
}

/// `Both` is a run of each.
struct Both;

impl OptionParser for Both {
    fn parse(
        &self,
        test: &str,
        options: &Map<String, Value>,
    ) -> Result<Vec<Submission>, OptionError> {
        if test != "Both" {
            return DefaultOptions.parse(test, options);
        }
        let runs = ["Visiting", "Arriving"].map(|test| DefaultOptions.parse(test, options));
        Ok(runs.into_iter().collect::<Result<Vec<_>, OptionError>>()?.concat())
    }
}

chaperon::main!(Visiting, Arriving; option_parser: Both);
