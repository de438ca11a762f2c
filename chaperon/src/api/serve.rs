//! The API as a whole.

use super::options::ApiOptions;
use super::routes::{self, Api};
use super::server::Listening;

/// Answers requests until `stop` comes.
pub(crate) async fn serve(
    listening: Listening,
    options: &ApiOptions,
    api: Api,
    stop: impl Future<Output = ()>,
) {
    listening.serve(routes::router(api, options), stop).await;
}
