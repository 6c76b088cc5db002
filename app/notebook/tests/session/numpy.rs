//! numpy against NumPy: `numpy.txt` holds programs and what NumPy 2.4 shows for them, digit for digit; here each runs in
//! the notebook. What is ours alone (missing names, tensors, limits) is below.

use cells::Outcome;

use crate::support::Lesson;

/// What a page would show, as text: printed lines, then the value, then the exception's last line.
pub fn shown(lesson: &mut Lesson, code: &str) -> String {
    let seen = lesson.run(code);
    let mut text = seen.stdout();
    if seen.outcome == Outcome::Error {
        let error = seen.error();
        let name = error.name.rsplit('.').next().unwrap_or_default();
        text.push_str(&format!("{name}: {}", error.message));
    }
    text.push_str(seen.value().unwrap_or_default());
    text.trim_end_matches('\n').to_owned()
}

/// Where the notebook shows something else than a file of cases.
pub fn differences(lesson: &mut Lesson, cases: &str) -> Vec<String> {
    let cases = cases.trim_end().split("\n====\n").filter_map(|case| case.split_once("\n----\n"));
    let run = |(code, expected): (&str, &str)| {
        let found = shown(lesson, &format!("import numpy as np\n{code}"));
        (found != expected).then(|| format!("{code}\n  expected: {expected}\n  here:     {found}\n"))
    };
    cases.filter_map(run).collect()
}

#[test]
fn as_numpy_shows_it() {
    let wrong = differences(&mut Lesson::new(), include_str!("numpy.txt"));
    assert!(wrong.is_empty(), "{} differ\n\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_is_ours() {
    fn check(code: &str, expected: &str) {
        let found = shown(&mut Lesson::new(), &format!("import numpy as np, torch\n{code}"));
        assert!(found.starts_with(expected), "{code}\n  expected: {expected}\n  found:    {found}");
    }
    check("np.fft.fft([1])", "AttributeError: numpy.fft is not part of this subset; dir(np) lists what is");
    check(
        "np.random.beta(1, 2)",
        "AttributeError: numpy.random.beta is not part of this subset; there are default_rng",
    );
    check(
        "np.random.default_rng(0).beta(1, 2)",
        "AttributeError: numpy.random.Generator.beta is not part of this subset",
    );
    check("np.linalg.eig(np.eye(2))", "AttributeError: numpy.linalg.eig is not part of this subset; their results are");
    check("np.zeros(2, dtype='uint8')", "TypeError: data type 'uint8' is not part of this subset");
    check("np.array(['a'])", "TypeError: an array of 'str' objects is not part of this subset");
    check("np.zeros(10 ** 9)", "MemoryError: Unable to allocate an array with shape (1000000000,)");
    check("np.array(torch.tensor([[1.0, 2.0], [3.0, 4.0]]))", "array([[1., 2.],\n       [3., 4.]], dtype=float32)");
    check("np.asarray(torch.tensor([1, 2])).dtype", "dtype('int64')");
    check("torch.tensor([1.0, 2.0]).numpy() * 2", "array([2., 4.], dtype=float32)");
    check("torch.from_numpy(np.array([[1, 2], [3, 4]]))", "tensor([[1, 2],\n        [3, 4]])");
    check("torch.tensor(np.ones(2, dtype=np.float32))", "tensor([1., 1.])");
    check(
        "np.array(torch.ones(2, requires_grad=True))",
        "RuntimeError: Can't call numpy() on Tensor that requires grad.",
    );
}
