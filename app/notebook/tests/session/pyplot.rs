//! Plots from Python: what appears, when, and what it says to those who cannot see it.

use cells::{Outcome, Output};

use crate::support::{Lesson, Seen};

fn run(code: &str) -> Seen {
    Lesson::new().run(&format!("import matplotlib.pyplot as plt\nimport numpy as np\nimport torch\n{code}"))
}

fn figures(seen: &Seen) -> Vec<(&str, &str)> {
    let figures = seen.outputs.iter().filter_map(|output| match output {
        Output::Figure { svg, alt } => Some((svg.as_str(), alt.as_str())),
        _ => None,
    });
    figures.collect()
}

#[test]
fn a_figure_says_what_it_shows() {
    fn check(code: &str, alt: &str) {
        let seen = run(code);
        assert_eq!(seen.outcome, Outcome::Ok, "{code}: {:?}", seen.outputs);
        let found = figures(&seen);
        assert_eq!(found.iter().map(|figure| figure.1).collect::<Vec<_>>(), [alt], "{code}");
        for forbidden in ["style=", "<script", "NaN", "inf "] {
            assert!(!found[0].0.contains(forbidden), "{forbidden} in {}", found[0].0);
        }
    }
    check(
        "plt.plot([0.33, 0.2, 0.08])\nplt.xlabel('step')\nplt.ylabel('loss')\nplt.show()",
        "Line plot of loss against step: 3 points, from 0.33 down to 0.08.",
    );
    check("plt.plot(torch.arange(3.0, requires_grad=True) * 2)", "Line plot: 3 points, from 0 up to 4.");
    check("plt.plot(range(3), np.ones(3), 'r--o', label='a'); plt.legend()", "Line plot of a: 3 points, all at 1.");
    check("plt.plot([1, 2], [3, float('nan')])", "Line plot: 2 points, at 3.");
    check("plt.scatter([1, 2], [3, 4], c=[0, 1])", "Scatter plot: 2 points, x from 1 to 2, y from 3 to 4.");
    check("plt.bar(['cats', 'dogs'], [3, 5])", "Bar chart: 2 bars; cats 3, dogs 5.");
    check("plt.bar(['a', 'b'], [3, 5], color=['r', 'C2'])", "Bar chart: 2 bars; a 3, b 5.");
    check("plt.barh(['cats', 'dogs'], [3, 5])", "Bar chart: 2 bars; cats 3, dogs 5.");
    check("plt.hist([1, 2, 2, 3], bins=2)", "Histogram: 4 in 2 bins, tallest between 2 and 3.");
    check("plt.imshow(np.eye(3), cmap='gray'); plt.colorbar()", "Image of 3 rows by 3 columns, values from 0 to 1.");
    check("plt.imshow(np.ones((2, 2, 3)))", "Image of 2 rows by 2 columns.");
    check("plt.title('A & B'); plt.axhline(0.5, label='goal')", "A & B. Horizontal line at 0.5 (goal).");
    check(
        "plt.semilogy([1, 10, 100], [0, 1, 10]); plt.text(1, 1, '<b>')",
        "Line plot: 3 points, from 0 up to 10. Note: <b>.",
    );
    check(
        "fig, (a, b) = plt.subplots(1, 2, figsize=(8, 3))\na.plot([1, 2])\nb.set_title('right')\nb.bar([0, 1], [1, 2])",
        "2 plots. Line plot: 2 points, from 1 up to 2. right. Bar chart: 2 bars; 1, 2.",
    );
    check("fig, axs = plt.subplots(2, 2)\naxs[1, 0].plot([1, 2])", "Line plot: 2 points, from 1 up to 2.");
    check("plt.subplot(1, 2, 2)\nplt.plot([1, 2])", "Line plot: 2 points, from 1 up to 2.");
    check("plt.figure(figsize=(5, 2))\nplt.fill_between([0, 1], [1, 2], alpha=0.2)", "Shaded band, between 0 and 2.");
}

#[test]
fn figures_come_in_order_and_once() {
    let seen = run("print('a')\nplt.plot([1, 2])\nplt.show()\nprint('b')\nplt.plot([3, 4])");
    let kinds: Vec<&str> = seen
        .outputs
        .iter()
        .map(|output| match output {
            Output::Stream { text, .. } => text.trim(),
            Output::Figure { .. } => "figure",
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(kinds, ["a", "figure", "b", "figure"]);
    assert!(figures(&run("plt.figure(); plt.show()")).is_empty(), "an empty figure is shown");
    // What was drawn before something failed helps to see what failed.
    assert_eq!(figures(&run("plt.plot([1, 2])\n1 / 0")).len(), 1);
}

#[test]
fn long_lines_stay_small() {
    let seen = run("plt.plot(np.sin(np.arange(200_000) / 50))");
    let svg = figures(&seen)[0].0;
    assert!(svg.len() < 60_000, "{} bytes", svg.len());
}

#[test]
fn mistakes_are_explained() {
    fn check(code: &str, expected: &str) {
        let seen = run(code);
        assert_eq!(seen.error().message, expected, "{code}");
    }
    check("plt.plot([1, 2], [1])", "x and y must have same first dimension, but have shapes (2,) and (1,)");
    check("plt.plot([1], 'q')", "'q' is not a valid format string (unrecognized character 'q')");
    check("plt.plot([1], color='blurple')", "'blurple' is not a valid value for color");
    check("plt.plot([1], colour='red')", "plot() has no property 'colour' in this subset");
    check("plt.imshow([1, 2])", "Invalid shape (2) for image data");
    check(
        "plt.savefig('a.png')",
        "savefig is not part of this subset: a page has no files. plt.show() puts the figure under the cell",
    );
}
