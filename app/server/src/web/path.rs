//! Paths that come from outside.

/// A path on this site that a form may send the browser back to, or `/`. Anything a browser could read as another site's
/// address is turned down: `//host`, `/\host`, and both with tabs or line breaks in between, which browsers drop.
pub fn local(path: &str) -> &str {
    let other = path.contains('\\') || path.starts_with("//") || path.chars().any(|c| c.is_control() || c == ' ');
    if path.starts_with('/') && !other && path.is_ascii() { path } else { "/" }
}

/// The parts of a relative path, unless one of them leads elsewhere: `..`, hidden names, drive letters, empty parts.
pub fn inside(path: &str) -> Option<Vec<&str>> {
    let fits = |part: &str| !part.is_empty() && !part.starts_with('.') && !part.contains(['\\', ':', '\0']);
    let parts: Vec<&str> = path.split('/').collect();
    parts.iter().all(|p| fits(p)).then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_paths_are_gone_back_to() {
        let check = |path: &str, expected: &str| assert_eq!(local(path), expected, "{path:?}");
        check("/courses/maas?x=1", "/courses/maas?x=1");
        check("", "/");
        check("courses", "/");
        check("//evil.example", "/");
        check("/\\evil.example", "/");
        check("/\t/evil.example", "/");
        check("https://evil.example", "/");
        check("javascript:alert(1)", "/");
    }

    #[test]
    fn parts_stay_inside() {
        let check = |path: &str, expected: bool| assert_eq!(inside(path).is_some(), expected, "{path:?}");
        check("a.png", true);
        check("img/a.png", true);
        check("../a.png", false);
        check("img/../../a.png", false);
        check("img//a.png", false);
        check(".git/config", false);
        check("c:\\a.png", false);
        check("", false);
    }
}
