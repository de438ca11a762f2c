//! Exports by their names, as `--export` takes them.

use std::str::FromStr;
use std::sync::Arc;

use super::{Csv, ExportError, Exporter, Json};

/// A format of results, or a place that they are sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// A line a metric, as Chaperon's.
    Csv,
    /// An object a metric, as Chaperon's, with the phases of requests.
    Json,
    /// Points in an InfluxDB.
    #[cfg(feature = "influx")]
    Influx,
    /// A file that is put into a bucket.
    #[cfg(feature = "object-store")]
    S3(File),
}

/// A format that is a file.
#[cfg(feature = "object-store")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum File {
    Csv,
    Json,
}

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "csv" => Ok(Self::Csv),
            "json" => Ok(Self::Json),
            #[cfg(feature = "influx")]
            "influx" => Ok(Self::Influx),
            #[cfg(not(feature = "influx"))]
            "influx" => Err(absent("influx")),
            #[cfg(feature = "object-store")]
            "s3" | "s3:csv" => Ok(Self::S3(File::Csv)),
            #[cfg(feature = "object-store")]
            "s3:json" => Ok(Self::S3(File::Json)),
            #[cfg(not(feature = "object-store"))]
            "s3" | "s3:csv" | "s3:json" => Err(absent("object-store")),
            _ => Err("there are csv, json, influx, s3:csv and s3:json".to_owned()),
        }
    }
}

#[cfg(not(all(feature = "influx", feature = "object-store")))]
fn absent(feature: &str) -> String {
    format!(
        "this program was built without it; in its Cargo.toml, give chaperon the feature \
         `{feature}`: features = [\"{feature}\"]"
    )
}

impl Format {
    /// Whether it is nothing but a file.
    #[cfg(feature = "cluster")]
    fn is_file(self) -> bool {
        match self {
            Self::Csv | Self::Json => true,
            #[cfg(feature = "influx")]
            Self::Influx => false,
            #[cfg(feature = "object-store")]
            Self::S3(_) => false,
        }
    }

    /// The exporter, set up from the environment where it sends.
    pub(crate) fn exporter(&self) -> Result<Arc<dyn Exporter>, ExportError> {
        Ok(match self {
            Self::Csv => Arc::new(Csv::default()),
            Self::Json => Arc::new(Json),
            #[cfg(feature = "influx")]
            Self::Influx => Arc::new(super::Influx::from_env()?),
            #[cfg(feature = "object-store")]
            Self::S3(File::Csv) => Arc::new(super::ObjectStore::new(Csv::default())?),
            #[cfg(feature = "object-store")]
            Self::S3(File::Json) => Arc::new(super::ObjectStore::new(Json)?),
        })
    }
}

/// The exporters of these formats; a line a metric as Chaperon's if there are none.
///
/// # Errors
/// When there is no such format, or the environment does not say where to send.
#[cfg(feature = "cluster")]
pub(crate) fn exporters(formats: &[String]) -> Result<Vec<Arc<dyn Exporter>>, String> {
    made(&parsed(formats)?)
}

/// Those of them that only write files: what sends need not be set up here.
///
/// # Errors
/// When there is no such format.
#[cfg(feature = "cluster")]
pub(crate) fn file_exporters(formats: &[String]) -> Result<Vec<Arc<dyn Exporter>>, String> {
    let mut formats = parsed(formats)?;
    formats.retain(|format| format.is_file());
    made(&formats)
}

#[cfg(feature = "cluster")]
fn parsed(formats: &[String]) -> Result<Vec<Format>, String> {
    let default = ["csv".to_owned()];
    let formats = if formats.is_empty() { &default[..] } else { formats };
    let of = |text: &String| text.parse().map_err(|why| format!("no export `{text}`: {why}"));
    formats.iter().map(of).collect()
}

#[cfg(feature = "cluster")]
fn made(formats: &[Format]) -> Result<Vec<Arc<dyn Exporter>>, String> {
    formats.iter().map(|format| format.exporter().map_err(|error| error.to_string())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_format_names_those_there_are() {
        let error = "xml".parse::<Format>().unwrap_err();
        assert_eq!(error, "there are csv, json, influx, s3:csv and s3:json");
    }

    #[cfg(all(feature = "cluster", feature = "influx"))]
    #[test]
    fn files_need_nothing_of_what_sends() {
        let formats = ["influx", "json"].map(str::to_owned);
        let files = file_exporters(&formats).unwrap();
        let extensions: Vec<_> = files.iter().map(|exporter| exporter.extension()).collect();
        assert_eq!(extensions, ["json"]);
    }

    #[cfg(not(feature = "influx"))]
    #[test]
    fn without_its_feature_influx_names_it() {
        let error = "influx".parse::<Format>().unwrap_err();
        assert!(error.ends_with("features = [\"influx\"]"), "{error}");
    }

    #[cfg(not(feature = "object-store"))]
    #[test]
    fn without_its_feature_s3_names_it() {
        let error = "s3:json".parse::<Format>().unwrap_err();
        assert!(error.ends_with("features = [\"object-store\"]"), "{error}");
    }
}
