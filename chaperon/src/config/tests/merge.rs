//! How layers go over one another.

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::config::error::Origin;
use crate::config::tree::{Content, Group, Leaf, List, Node};

fn node() -> impl Strategy<Value = Node> {
    let leaf = (0..5_u8).prop_map(|number| {
        Node::Leaf(Leaf { content: Content::Typed(number.into()), origin: Origin::Code })
    });
    leaf.prop_recursive(3, 20, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(|items| Node::List(List {
                items,
                raw: None,
                origin: Origin::Code
            })),
            group(inner).prop_map(Node::Group),
        ]
    })
}

fn group(inner: impl Strategy<Value = Node>) -> impl Strategy<Value = Group> {
    (prop::collection::btree_map("[a-c]", inner, 0..4), prop::bool::weighted(0.1))
        .prop_map(|(entries, fresh)| Group { entries, fresh, ..Group::default() })
}

fn merged(mut earlier: Group, later: &Group) -> Group {
    earlier.merge(later.clone());
    earlier
}

fn leaves(group: &Group, path: &[String]) -> BTreeMap<Vec<String>, Node> {
    let of_entry = |(key, node): (&String, &Node)| {
        let path = [path, std::slice::from_ref(key)].concat();
        match node {
            Node::Group(inner) => leaves(inner, &path),
            node => BTreeMap::from([(path, node.clone())]),
        }
    };
    group.entries.iter().flat_map(of_entry).collect()
}

proptest! {
    #[test]
    fn merging_is_associative(a in group(node()), b in group(node()), c in group(node())) {
        let left = merged(merged(a.clone(), &b), &c);
        let right = merged(a, &merged(b, &c));
        prop_assert_eq!(left, right);
    }

    #[test]
    fn every_value_of_the_later_layer_wins(a in group(node()), b in group(node())) {
        let all = leaves(&merged(a, &b), &[]);
        for (path, node) in leaves(&b, &[]) {
            prop_assert_eq!(all.get(&path), Some(&node));
        }
    }

    #[test]
    fn an_empty_layer_changes_nothing(a in group(node())) {
        prop_assert_eq!(leaves(&merged(a.clone(), &Group::default()), &[]), leaves(&a, &[]));
        prop_assert_eq!(leaves(&merged(Group::default(), &a), &[]), leaves(&a, &[]));
    }
}
