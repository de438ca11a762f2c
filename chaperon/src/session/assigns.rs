//! What a session has assigned: values under dotted keys, shared until changed.

use std::rc::Rc;

use serde_json::{Map, Value};

/// The assigned values of a session, as a tree: `api.token` is `token` in `api`.
#[derive(Debug, Clone, Default)]
pub struct Assigns(Rc<Map<String, Value>>);

impl Assigns {
    /// The value under a dotted key.
    pub fn get(&self, key: &str) -> Option<&Value> {
        let mut segments = key.split('.');
        let first = self.0.get(segments.next()?)?;
        segments.try_fold(first, |value, segment| value.as_object()?.get(segment))
    }

    /// Puts a value under a dotted key; what stood in its way is replaced.
    pub fn put(&mut self, key: &str, value: Value) {
        put(Rc::make_mut(&mut self.0), key, value);
    }

    /// Takes the value under a dotted key out.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        let mut map = Rc::make_mut(&mut self.0);
        let mut rest = key;
        while let Some((segment, tail)) = rest.split_once('.') {
            map = map.get_mut(segment)?.as_object_mut()?;
            rest = tail;
        }
        map.remove(rest)
    }

    /// All of it, as one JSON object.
    pub fn tree(&self) -> &Map<String, Value> {
        &self.0
    }
}

impl From<Map<String, Value>> for Assigns {
    fn from(tree: Map<String, Value>) -> Self {
        Self(Rc::new(tree))
    }
}

/// Puts a value below `map`, making the maps on the way to it.
fn put(map: &mut Map<String, Value>, key: &str, value: Value) {
    let Some((segment, rest)) = key.split_once('.') else {
        map.insert(key.to_owned(), value);
        return;
    };
    if let Some(Value::Object(inner)) = map.get_mut(segment) {
        return put(inner, rest, value);
    }
    let mut inner = Map::new();
    put(&mut inner, rest, value);
    map.insert(segment.to_owned(), Value::Object(inner));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn dotted_keys_are_a_tree() {
        let mut assigns = Assigns::default();
        assigns.put("api.token", json!("secret"));
        assigns.put("api.user.id", json!(7));
        assert_eq!(assigns.get("api.user.id"), Some(&json!(7)));
        assert_eq!(assigns.get("api"), Some(&json!({"token": "secret", "user": {"id": 7}})));
        assert_eq!(assigns.remove("api.token"), Some(json!("secret")));
        assert_eq!(assigns.get("api.token"), None);
        assigns.put("api", json!(1));
        assigns.put("api.token", json!(2));
        assert_eq!(assigns.get("api"), Some(&json!({"token": 2})));
    }

    #[test]
    fn a_copy_does_not_see_later_changes() {
        let mut original = Assigns::default();
        original.put("seen", json!(1));
        let copy = original.clone();
        original.put("seen", json!(2));
        assert_eq!(copy.get("seen"), Some(&json!(1)));
    }
}
