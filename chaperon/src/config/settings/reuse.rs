//! What a slot keeps from one session to the next.

use serde::{Deserialize, Serialize};

/// What a slot keeps from one session to the next; in a text, the name in lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reuse {
    /// Connections stay open.
    Connections,
    /// Each session connects anew.
    Nothing,
    /// Cookies and assigns stay, and connections too.
    Session,
}
