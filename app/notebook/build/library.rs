//! Which pure-Python modules of the standard library travel with the notebook, and the few lines changed in them
//! because a page has no operating system.

use std::fs;
use std::path::Path;

use crate::Source;

/// Modules, as files under the library's folder. Add one here and students can import it; every one costs download.
const MODULES: &[&str] = &[
    "__future__",
    "_collections_abc",
    "_py_warnings",
    "_pydecimal",
    "_weakrefset",
    "abc",
    "annotationlib",
    "ast",
    "base64",
    "bisect",
    "collections/__init__",
    "contextlib",
    "contextvars",
    "copy",
    "csv",
    "dataclasses",
    "datetime",
    "decimal",
    "difflib",
    "enum",
    "fnmatch",
    "fractions",
    "functools",
    "hashlib",
    "heapq",
    "hmac",
    "io",
    "json/__init__",
    "json/decoder",
    "json/encoder",
    "json/scanner",
    "keyword",
    "numbers",
    "operator",
    "pprint",
    "random",
    "re/__init__",
    "re/_casefix",
    "re/_compiler",
    "re/_constants",
    "re/_parser",
    "reprlib",
    "statistics",
    "string/__init__",
    "string/templatelib",
    "struct",
    "textwrap",
    "timeit",
    "types",
    "typing",
    "warnings",
    "weakref",
];

/// Textual changes: (module, what stands there, what we put there). Each must match, so that a newer library cannot
/// silently escape them.
const CHANGES: &[(&str, &str, &str)] = &[
    // Seeds come from the host, not from an operating system.
    ("random", "from os import urandom as _urandom\n", "from _notebook import urandom as _urandom\n"),
    ("random", "import os as _os\n", "_os = None\n"),
    // The native clock cannot be read in a page.
    ("datetime", "    from _datetime import *\n", "    from _datetime import *\n    import _session_dates\n"),
    // `contextlib.chdir` goes with the operating system.
    ("contextlib", "import os\n", ""),
];

/// The chosen modules' sources, changed where they must be.
pub fn sources(folder: &Path) -> Vec<Source> {
    MODULES
        .iter()
        .map(|module| {
            let path = folder.join(format!("{module}.py"));
            let mut text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("cannot read {}: {e}", path.display()));
            for (_, from, to) in CHANGES.iter().filter(|change| change.0 == *module) {
                assert!(text.contains(from), "{module}.py no longer holds {from:?}");
                text = text.replace(from, to);
            }
            let package = module.ends_with("/__init__");
            let name = module.trim_end_matches("/__init__").replace('/', ".");
            Source { name, package, text }
        })
        .collect()
}
