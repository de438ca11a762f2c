//! Scenarios where they may be hard to find: in nested modules, under other names, behind `cfg`.

use load::prelude::*;

mod outer {
    pub mod inner {
        use load::prelude::*;

        /// Is as private as its scenario.
        #[derive(Config)]
        #[config(crate = load)]
        pub(crate) struct Keys {
            /// Which page.
            page: u32,
        }

        #[scenario(crate = load)]
        pub(crate) async fn browse(session: &mut Session, keys: &Keys) -> Result {
            session.assign("page", keys.page);
            Ok(())
        }
    }

    pub(crate) use inner::browse as look_around;
}

/// Is public and runs a private one, whose keys a load test may set.
///
/// # Errors
/// Those of the other.
#[scenario(crate = load, runs(outer::look_around))]
pub async fn around(session: &mut Session) -> Result {
    steps! { session =>
        run outer::look_around { .. };
    }
}

/// Is not there.
#[cfg(any())]
#[scenario(crate = load, init = nowhere)]
pub async fn absent(session: &mut Nothing) -> Result {}

/// Is there.
///
/// # Errors
/// None.
#[cfg(not(any()))]
#[cfg_attr(not(any()), doc = "On a second line.")]
#[scenario(crate = load)]
#[deprecated = "for the sake of the argument"]
pub async fn present(_session: &mut Session) -> Result {
    Ok(())
}

load_test! {
    /// By every path and name.
    pub Placed {
        default_config: { page: 3 },
        scenarios: [
            outer::look_around { page: 1 },
            outer::inner::browse as "other" { page: 2 },
            around { page: 1 },
            [crate::placed::around, self::outer::look_around] { page: 4 },
        ],
    }
}
