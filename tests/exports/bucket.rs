//! A server that speaks S3, on a free port, and keeps its buckets in a folder of its own.

use std::collections::BTreeMap;
use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::pin::Pin;
use std::thread;

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::access::{S3Access, S3AccessContext};
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s::{S3Result, s3_error};
use s3s_fs::FileSystem;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::LocalSet;

pub const KEY: &str = "load-tester";
pub const SECRET: &str = "hush-hush";
/// The one bucket that there is.
pub const BUCKET: &str = "loads";

pub struct Buckets {
    folder: TempDir,
    address: SocketAddr,
}

impl Buckets {
    pub fn start() -> Self {
        let folder = TempDir::new().unwrap();
        fs::create_dir(folder.path().join(BUCKET)).unwrap();
        let mut service = S3ServiceBuilder::new(FileSystem::new(folder.path()).unwrap());
        service.set_auth(SimpleAuth::from_single(KEY, SECRET));
        service.set_access(OneBucket);
        let service = service.build();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let runtime = runtime.unwrap();
            LocalSet::new().block_on(&runtime, serve(listener, service));
        });
        Self { folder, address }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What is in the bucket: the bytes of each object by its key.
    pub fn objects(&self) -> BTreeMap<String, Vec<u8>> {
        let bucket = self.folder.path().join(BUCKET);
        let mut objects = BTreeMap::new();
        collect(&bucket, "", &mut objects);
        objects
    }
}

/// S3's rule that a bucket has to be made first, which a folder would be as a file comes.
struct OneBucket;

impl S3Access for OneBucket {
    fn check<'s, 'c, 'd, 'f>(
        &'s self,
        context: &'c mut S3AccessContext<'d>,
    ) -> Pin<Box<dyn Future<Output = S3Result<()>> + Send + 'f>>
    where
        's: 'f,
        'c: 'f,
        'd: 'f,
    {
        let known = context.s3_path().get_bucket_name() == Some(BUCKET);
        let signed = context.credentials().is_some();
        Box::pin(async move {
            match (signed, known) {
                (false, _) => Err(s3_error!(AccessDenied, "it is not signed")),
                (true, false) => Err(s3_error!(NoSuchBucket, "there is no such bucket")),
                (true, true) => Ok(()),
            }
        })
    }
}

async fn serve(listener: std::net::TcpListener, service: S3Service) {
    let listener = TcpListener::from_std(listener).unwrap();
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let service = service.clone();
        tokio::task::spawn_local(async move {
            let server = Builder::new(TokioExecutor::new());
            // A client that goes away is its own affair.
            let _ = server.serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

fn collect(folder: &Path, prefix: &str, objects: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let key = format!("{prefix}{}", entry.file_name().into_string().unwrap());
        if entry.file_type().unwrap().is_dir() {
            collect(&entry.path(), &format!("{key}/"), objects);
        } else {
            objects.insert(key, fs::read(entry.path()).unwrap());
        }
    }
}
