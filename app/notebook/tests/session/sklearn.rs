//! sklearn against scikit-learn: `sklearn.txt` holds programs and what scikit-learn 1.9 shows for them (`shown.py` wrote it);
//! here each runs in the notebook, over the data that the course ships.

use std::path::Path;

use crate::numpy::{differences, shown};
use crate::support::Lesson;

/// A session with the course's data.
fn lesson() -> Lesson {
    let mut lesson = Lesson::new();
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content/maas/data");
    for name in ["breast_cancer", "diabetes", "digits", "iris", "wine"] {
        let bytes = std::fs::read(data.join(format!("{name}.npz"))).expect("the course ships it");
        lesson.session.place(&format!("/data/{name}.npz"), &bytes).expect("it fits");
    }
    lesson
}

#[test]
fn as_scikit_learn_shows_it() {
    let wrong = differences(&mut lesson(), include_str!("sklearn.txt"));
    assert!(wrong.is_empty(), "{} differ\n\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_is_missing_is_said() {
    fn check(code: &str, expected: &str) {
        let found = shown(&mut Lesson::new(), code);
        assert!(found.contains(expected), "{code}\n  expected: {expected}\n  found:    {found}");
    }
    check("from sklearn.datasets import load_iris\nload_iris()", "front matter, data: [iris.npz]");
    check("from sklearn.svm import SVC", "sklearn.svm is not part of this page's subset of sklearn");
    check(
        "import sklearn\nsklearn.ensemble",
        "sklearn.ensemble is not part of this subset of scikit-learn; there are base",
    );
    check("from sklearn.cluster import KMeans\nimport sklearn.cluster\nsklearn.cluster.DBSCAN", "there are KMeans");
    check("from sklearn.cluster import KMeans\nKMeans(2).labels_", "not fitted yet");
}
