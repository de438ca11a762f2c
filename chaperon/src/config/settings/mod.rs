//! The built-in keys: what every scenario has, and what a load test as a whole has.

mod address;
mod auth;
mod base_url;
mod delay;
mod http;
mod http_version;
mod http_wire;
mod load_test;
mod positive;
mod proxy;
mod reuse;
mod scenario;
mod timeout;
mod tls;
mod ws;

pub use address::Address;
pub use auth::BasicAuth;
pub use base_url::BaseUrl;
pub use delay::Delay;
pub use http::Http;
pub use http_version::HttpVersion;
pub use http_wire::HttpWire;
pub use load_test::LoadTestSettings;
pub use positive::Positive;
pub use proxy::Proxy;
pub use reuse::Reuse;
pub use scenario::Settings;
pub use timeout::Timeout;
pub use tls::Tls;
pub use ws::Ws;
