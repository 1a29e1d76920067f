use std::io::{Read, Write};
fn main() {
    let mut b = Vec::new();
    std::io::stdin().read_to_end(&mut b).unwrap();
    let s = String::from_utf8_lossy(&b);
    std::io::stdout().write_all(lacuna::repair(&s).text().as_bytes()).unwrap();
}
