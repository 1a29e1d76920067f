//! Object stores: local files, and those of the cloud when they are first named.

use std::sync::Arc;

use datafusion::error::Result;
use datafusion::execution::object_store::{DefaultObjectStoreRegistry, ObjectStoreRegistry};
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use object_store::ObjectStore;
use url::Url;

/// Opens a store when a URL first names it. Keys and endpoints come from the environment (`AWS_ACCESS_KEY_ID` and the like).
#[derive(Debug, Default)]
pub struct Stores {
    opened: DefaultObjectStoreRegistry,
}

impl ObjectStoreRegistry for Stores {
    fn register_store(&self, url: &Url, store: Arc<dyn ObjectStore>) -> Option<Arc<dyn ObjectStore>> {
        self.opened.register_store(url, store)
    }

    fn deregister_store(&self, url: &Url) -> Result<Arc<dyn ObjectStore>> {
        self.opened.deregister_store(url)
    }

    fn get_store(&self, url: &Url) -> Result<Arc<dyn ObjectStore>> {
        if let Ok(store) = self.opened.get_store(url) {
            return Ok(store);
        }
        let environment = std::env::vars_os().filter_map(|(key, value)| {
            Some((key.into_string().ok()?.to_lowercase(), value.into_string().ok()?))
        });
        let (store, _) = object_store::parse_url_opts(url, environment)?;
        self.opened.register_store(url, Arc::from(store));
        self.opened.get_store(url)
    }
}

/// An environment to run in, which knows the stores.
pub fn runtime() -> Result<Arc<RuntimeEnv>> {
    RuntimeEnvBuilder::new().with_object_store_registry(Arc::new(Stores::default())).build_arc()
}
