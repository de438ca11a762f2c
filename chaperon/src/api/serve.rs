//! The API as a whole.

use std::sync::Arc;

use super::OptionParser;
use super::options::ApiOptions;
use super::routes::{self, Api};
use super::server::Listening;
use crate::cluster::client::Client;

/// Answers requests until `stop` comes.
pub(crate) async fn serve(
    listening: Listening,
    options: &ApiOptions,
    client: Client,
    option_parser: Arc<dyn OptionParser>,
    stop: impl Future<Output = ()>,
) {
    let router = routes::router(Api { client, option_parser }, options);
    listening.serve(router, stop).await;
}
