//! What may stand in a lesson's HTML. Our own markup and the author's raw HTML pass the same list, last of all, so
//! nothing gets around it; cells, quizzes and callouts are data, not HTML, and cannot be forged.

use std::borrow::Cow;
use std::collections::HashSet;

use ammonia::{Builder, UrlRelative, UrlRelativeEvaluate};

const TAGS: [&str; 26] = [
    "figure",
    "figcaption",
    "video",
    "audio",
    "source",
    "track",
    "section",
    "math",
    "semantics",
    "annotation",
    "mrow",
    "mi",
    "mn",
    "mo",
    "ms",
    "mtext",
    "mspace",
    "mfrac",
    "msqrt",
    "mroot",
    "mstyle",
    "mpadded",
    "mphantom",
    "menclose",
    "merror",
    "mover",
];
const MATH_SCRIPTS: [&str; 10] =
    ["munder", "munderover", "msub", "msup", "msubsup", "mmultiscripts", "mprescripts", "mtable", "mtr", "mtd"];
const GENERIC: [&str; 7] = ["class", "id", "role", "aria-label", "aria-hidden", "aria-describedby", "tabindex"];
const MATH_ATTRIBUTES: [&str; 24] = [
    "display",
    "displaystyle",
    "scriptlevel",
    "mathvariant",
    "mathcolor",
    "mathbackground",
    "stretchy",
    "symmetric",
    "largeop",
    "movablelimits",
    "form",
    "fence",
    "separator",
    "lspace",
    "rspace",
    "minsize",
    "maxsize",
    "width",
    "height",
    "depth",
    "accent",
    "accentunder",
    "linethickness",
    "encoding",
];

/// Classes that our own markup has. Any other would pick up a shape of the site's own, such as a menu or a sheet.
const CLASSES: [&str; 16] = [
    "k",
    "s",
    "n",
    "c",
    "f",
    "eq",
    "ref",
    "broken",
    "task",
    "table",
    "left",
    "center",
    "right",
    "footnote",
    "footnotes",
    "callout",
];

/// Of an author's classes those that are ours; `None` if there are none.
fn classes(value: &str) -> Option<String> {
    let ours =
        |class: &&str| CLASSES.contains(class) || class.starts_with("language-") || class.starts_with("callout-");
    let kept: Vec<&str> = value.split_whitespace().filter(ours).collect();
    (!kept.is_empty()).then(|| kept.join(" "))
}

/// A sanitiser; `base` is where relative addresses in raw HTML lead.
pub(super) fn sanitizer(base: String) -> Builder<'static> {
    let mut builder = Builder::default();
    let math = || TAGS.iter().skip_while(|t| **t != "math").chain(&MATH_SCRIPTS).copied();
    builder
        .add_tags(TAGS)
        .add_tags(MATH_SCRIPTS)
        .rm_tags(["map", "area"])
        .add_generic_attributes(GENERIC)
        .add_tag_attributes("img", ["loading", "width", "height"])
        .add_tag_attributes("a", ["rel", "hreflang"])
        .add_tag_attributes("video", ["src", "controls", "poster", "width", "height", "muted", "loop", "preload"])
        .add_tag_attributes("audio", ["src", "controls", "preload"])
        .add_tag_attributes("source", ["src", "type"])
        .add_tag_attributes("track", ["src", "kind", "srclang", "label", "default"])
        .add_tag_attributes("details", ["open"])
        .add_tag_attributes("ol", ["start", "type"])
        .attribute_filter(|_, attribute, value| match attribute {
            "class" => classes(value).map(Cow::Owned),
            _ => Some(Cow::Borrowed(value)),
        })
        .link_rel(None)
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::Custom(Box::new(Base(base))));
    for tag in math() {
        builder.add_tag_attributes(tag, MATH_ATTRIBUTES);
    }
    builder
}

/// Paths of raw HTML are relative to the lesson's folder, as those of markdown are.
struct Base(String);

impl UrlRelativeEvaluate<'static> for Base {
    fn evaluate<'url>(&self, url: &'url str) -> Option<Cow<'url, str>> {
        let leads_elsewhere = url.starts_with(['/', '#', '?']) || url.starts_with("..");
        let path = || format!("{}{}", self.0, url.trim_start_matches("./"));
        Some(if leads_elsewhere { Cow::Borrowed(url) } else { Cow::Owned(path()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, expected: &str) {
        assert_eq!(sanitizer("/f/".into()).clean(html).to_string(), expected);
    }

    #[test]
    fn harmless_html_stays() {
        check("<details open><summary>a</summary>b</details>", "<details open=\"\"><summary>a</summary>b</details>");
        check("<p class=\"center\">a<br>b</p>", "<p class=\"center\">a<br>b</p>");
        check("<video src=\"a.mp4\" controls></video>", "<video src=\"/f/a.mp4\" controls=\"\"></video>");
        check("<a href=\"#x\">a</a><a href=\"/y\">b</a>", "<a href=\"#x\">a</a><a href=\"/y\">b</a>");
        check(
            "<math display=\"block\"><mfrac><mi>a</mi><mn>2</mn></mfrac></math>",
            "<math display=\"block\"><mfrac><mi>a</mi><mn>2</mn></mfrac></math>",
        );
    }

    #[test]
    fn harmful_html_goes() {
        check("a<script>x</script><style>y</style>b", "ab");
        check("<p style=\"color:red\" onclick=\"x()\">a</p>", "<p>a</p>");
        check("<a href=\"javascript:x()\">a</a>", "<a>a</a>");
        check("<img src=\"data:image/svg+xml,x\" onerror=x>", "<img>");
        check("<p class=\"menu sheet\">a</p><p class=\"bar left\">b</p>", "<p>a</p><p class=\"left\">b</p>");
        check("<iframe src=x></iframe><form><input></form><svg><script>x</script></svg>", "");
        check("<leptos-island data-component=\"X\">a</leptos-island>", "a");
        check("<math><mi href=\"javascript:x\" style=\"a\">a</mi></math>", "<math><mi>a</mi></math>");
        check(
            "<math><annotation-xml encoding=\"text/html\"><img src=1 onerror=x></annotation-xml></math>",
            "<math></math>",
        );
    }
}
