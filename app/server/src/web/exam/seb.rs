//! Safe Exam Browser: the configuration that opens an exam in it, and the key by which its requests are known.
//!
//! The key is SHA-256 over the configuration as JSON with sorted keys and no white space; each request carries SHA-256 over
//! the page's address and the key. <https://safeexambrowser.org/developer/seb-config-key.html>

use sha2::{Digest, Sha256};

/// What the configuration says besides where the exam is. Sorted by name without regard to case, as the key wants it.
fn settings(start: &str) -> Vec<(&'static str, Value)> {
    vec![
        ("allowQuit", Value::Bool(true)),
        ("browserViewMode", Value::Number(1)),
        ("quitURL", Value::Text(format!("{start}?done=seb"))),
        ("sendBrowserExamKey", Value::Bool(true)),
        ("startURL", Value::Text(start.to_owned())),
    ]
}

enum Value {
    Bool(bool),
    Number(u32),
    Text(String),
}

/// The configuration as a property list, which is what a `.seb` file holds when it is not encrypted.
pub fn file(start: &str) -> String {
    let entries: String = settings(start)
        .into_iter()
        .map(|(name, value)| {
            let value = match value {
                Value::Bool(true) => "<true/>".to_owned(),
                Value::Bool(false) => "<false/>".to_owned(),
                Value::Number(n) => format!("<integer>{n}</integer>"),
                Value::Text(text) => format!("<string>{}</string>", escape(&text)),
            };
            format!("<key>{name}</key>{value}\n")
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \
         \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n<plist version=\"1.0\"><dict>\n{entries}</dict></plist>\n"
    )
}

/// The key of that configuration.
pub fn key(start: &str) -> String {
    let entries: Vec<String> = settings(start)
        .into_iter()
        .map(|(name, value)| {
            let value = match value {
                Value::Bool(b) => b.to_string(),
                Value::Number(n) => n.to_string(),
                // No escapes but those that keep the text inside its quotes.
                Value::Text(text) => format!("\"{text}\""),
            };
            format!("\"{name}\":{value}")
        })
        .collect();
    hex(&format!("{{{}}}", entries.join(",")))
}

/// What a request to this address has to carry.
pub fn hash(address: &str, key: &str) -> String {
    hex(&format!("{address}{key}"))
}

fn hex(text: &str) -> String {
    Sha256::digest(text).iter().map(|b| format!("{b:02x}")).collect()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_over_the_sorted_settings() {
        let start = "https://academy.example/exams/demo/first";
        let json = "{\"allowQuit\":true,\"browserViewMode\":1,\"quitURL\":\"https://academy.example/exams/demo/first?done=seb\",\
                    \"sendBrowserExamKey\":true,\"startURL\":\"https://academy.example/exams/demo/first\"}";
        assert_eq!(key(start), hex(json));
        let names: Vec<&str> = settings(start).into_iter().map(|(name, _)| name).collect();
        assert!(names.is_sorted_by_key(|n| n.to_lowercase()));
        assert!(file(start).contains("<key>startURL</key><string>https://academy.example/exams/demo/first</string>"));
        assert_ne!(hash(start, "k"), hash(start, "l"));
    }
}
