//! What `main!` takes. What is named and is something else is among the cases of `api`.

mod empty {
    chaperon::main!();
}

mod commas {
    chaperon::main!(A B, 3);
}

mod scenarios {
    chaperon::main!(; browse);
}

fn main() {}
