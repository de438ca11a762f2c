//! The kinds of errors: the names under which they are counted.

use std::fmt;

macro_rules! kinds {
    ($($(#[$docs:meta])* $kind:ident $name:literal,)*) => {
        /// What kind of error it is: the `kind` of the metric `error(kind)`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum ErrorKind {
            $($(#[$docs])* $kind,)*
            /// This machine refused, by the name of its error: `local:EMFILE`, `local:EADDRNOTAVAIL`.
            Local(&'static str),
        }

        impl ErrorKind {
            /// The kind of this name, but for those of this machine.
            pub(crate) fn named(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$kind),)*
                    _ => None,
                }
            }
        }

        impl fmt::Display for ErrorKind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$kind => f.write_str($name),)*
                    Self::Local(name) => write!(f, "local:{name}"),
                }
            }
        }
    };
}

kinds! {
    /// The host is not known.
    DnsNotFound "dns:not_found",
    /// The host could not be looked up.
    DnsFailed "dns:failed",
    /// Nothing listens at the address.
    ConnectRefused "connect:refused",
    /// The address was not reached.
    ConnectFailed "connect:failed",
    /// The host is not among the load test's allowed targets; nothing was sent.
    TargetNotAllowed "target_not_allowed",
    /// The certificate has expired or is not yet valid.
    TlsExpired "tls:expired",
    /// The certificate is for another host.
    TlsWrongHost "tls:wrong_host",
    /// The certificate is signed by nobody we trust.
    TlsUnknownCa "tls:unknown_ca",
    /// The server speaks no TLS.
    TlsNotTls "tls:not_tls",
    /// The TLS handshake failed otherwise.
    TlsFailed "tls:failed",
    /// No answer from DNS in time.
    TimeoutDns "timeout:dns",
    /// No connection in time.
    TimeoutConnect "timeout:connect",
    /// No TLS handshake in time.
    TimeoutTls "timeout:tls",
    /// The request could not be sent in time.
    TimeoutSend "timeout:send",
    /// No complete response head in time.
    TimeoutHeaders "timeout:headers",
    /// The response body did not end in time.
    TimeoutBody "timeout:body",
    /// An awaited thing did not happen in time.
    Timeout "timeout",
    /// The scenario took longer than its `scenario_timeout`.
    ScenarioTimeout "timeout:scenario",
    /// The connection was reset.
    Reset "reset",
    /// The connection was closed before a response came.
    EofBeforeHeaders "eof_before_headers",
    /// The connection was closed within a response.
    EofInBody "eof_in_body",
    /// The response is not HTTP.
    BadResponse "bad_response",
    /// The response head is larger than `http.max_header`.
    HeaderTooLarge "header_too_large",
    /// The response body is larger than `http.max_body`.
    BodyTooLarge "body_too_large",
    /// The response body is not in the encoding it claims.
    BadEncoding "bad_encoding",
    /// More redirects than `http.follow_redirects`.
    TooManyRedirects "too_many_redirects",
    /// The request cannot be written: its URL, a header or its body is malformed.
    BadRequest "bad_request",
    /// A parameter of a path's template has no value, or a value no parameter.
    Template "template",
    /// The status is not the expected one.
    Status "status",
    /// The response or message is not what it was decoded as.
    Decode "decode",
    /// The server answered the WebSocket handshake with something else.
    WsRefused "ws_refused",
    /// The WebSocket is closed.
    WsClosed "ws_closed",
    /// No WebSocket of that name is connected.
    WsNotConnected "ws_not_connected",
    /// The message is larger than `ws.max_message`.
    WsMessageTooLarge "ws_message_too_large",
    /// The peer broke the WebSocket protocol.
    WsProtocol "ws_protocol",
    /// A configuration key is missing or of the wrong type.
    Config "config",
    /// An assign is missing or of the wrong type, or a live value is missing.
    Assign "assign",
    /// No feed of that name is declared, or its rows are of another type.
    Feed "feed",
    /// A feed has no row left.
    FeedDry "feed_dry",
    /// No child task of that name was spawned.
    UnknownTask "unknown_task",
    /// A child task failed, was cut, or its value was taken already.
    Task "task",
    /// A signal cannot come, cannot be sent, or was dropped because too many were waiting.
    Signal "signal",
    /// The node that was to run a scenario went away, or refused.
    Node "node",
    /// The session was aborted by its scenario.
    Aborted "aborted",
    /// The load test ended while this was under way.
    Interrupted "interrupted",
    /// The scenario's code panicked.
    Panic "panic",
    /// Any other error of the scenario's own code.
    Other "other",
}

impl ErrorKind {
    /// Whether something did not happen in time.
    pub fn is_timeout(self) -> bool {
        matches!(
            self,
            Self::Timeout
                | Self::TimeoutDns
                | Self::TimeoutConnect
                | Self::TimeoutTls
                | Self::TimeoutSend
                | Self::TimeoutHeaders
                | Self::TimeoutBody
                | Self::ScenarioTimeout
        )
    }
}
