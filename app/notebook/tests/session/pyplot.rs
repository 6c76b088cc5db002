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
    check(
        "plt.boxplot([[1, 2, 3, 4, 100], [2, 4, 6]], tick_labels=['a', 'b'])",
        "Box plot of 2 groups; a: median 3, half of it from 2 to 4; b: median 4, half of it from 3 to 5. \
         1 point beyond the whiskers.",
    );
    check(
        "x, y = np.meshgrid(np.linspace(-1, 1, 9), np.linspace(-1, 1, 9))\nplt.contour(x, y, x + y, levels=[-1, 0, 1])",
        "Contour lines at 3 levels from -1 to 1; values from -2 to 2.",
    );
    check(
        "plt.contourf([0, 1, 2], [0, 1], [[0, 1, 2], [1, 2, 3]], levels=3, cmap='plasma'); plt.colorbar()",
        "Filled contours in 3 bands from 0 to 3; values from 0 to 3.",
    );
    check("plt.quiver([0, 1], [0, 1], [1, 0], [0, 2])", "2 arrows, lengths up to 2.");
    check(
        "plt.errorbar([1, 2], [3, 4], yerr=[0.5, 1.5], fmt='o', label='a')",
        "Error bars along y, on average 1 to each side. Line plot of a: 2 points, from 3 up to 4.",
    );
    check("plt.step([0, 1, 2], [1, 3, 2], where='mid')", "Line plot: 6 points, from 1 up to 2, highest 3.");
    check("plt.stem([1, 2, 3], [3, 1, 2])", "Line plot: 3 points, from 3 down to 2, lowest 1.");
    check(
        "plt.plot([0, 2], [0, 2]); plt.axvspan(0, 1, label='warm-up')",
        "Line plot: 2 points, from 0 up to 2. Shaded from 0 to 1 along x (warm-up).",
    );
    check("plt.hlines([1, 2], 0, 3)", "2 straight lines.");
    check(
        "plt.imshow(np.eye(2), origin='lower', extent=[0, 1, 0, 1], cmap='magma_r')",
        "Image of 2 rows by 2 columns, values from 0 to 1.",
    );
    check("plt.pcolormesh([0, 1], [0, 1], [[1, 2], [3, 4]])", "Image of 2 rows by 2 columns, values from 1 to 4.");
    check(
        "plt.hist2d([1, 2, 2], [1, 2, 2], bins=2)",
        "Histogram over two axes: 3 points in 2 by 2 bins, at most 2 in one.",
    );
    check("plt.violinplot([[1.0, 2.0, 3.0]])", "Violin of 3 values from 1 to 3, median 2.");
    check(
        "plt.plot([1, 2]); plt.annotate('here', xy=(0, 1), xytext=(0.5, 1.5), arrowprops={'arrowstyle': '->'})",
        "Line plot: 2 points, from 1 up to 2. Note: here.",
    );
    check(
        "fig, ax = plt.subplots()\nax.plot([1, 2], label='loss')\nother = ax.twinx()\nother.plot([70, 90], label='accuracy')\nax.legend()",
        "2 plots. Line plot of loss: 2 points, from 1 up to 2. Line plot of accuracy: 2 points, from 70 up to 90.",
    );
    check(
        "plt.scatter([1, 2], [3, 4], c=plt.cm.viridis([0.0, 1.0])[0])",
        "Scatter plot: 2 points, x from 1 to 2, y from 3 to 4.",
    );
    check("plt.figure(figsize=(5, 2))\nplt.fill_between([0, 1], [1, 2], alpha=0.2)", "Shaded band, between 0 and 2.");
}

#[test]
fn a_figure_is_drawn_anew_while_a_program_runs() {
    let seen =
        run("from IPython.display import clear_output, display\nfor i in range(2):\n    clear_output(wait=True)\n    \
                    plt.plot([0, i])\n    plt.show()\ndisplay('done', 3)");
    let kinds: Vec<&str> = seen
        .outputs
        .iter()
        .map(|output| match output {
            Output::Clear { wait: true } => "clear",
            Output::Figure { .. } => "figure",
            Output::Value { .. } => "value",
            _ => "other",
        })
        .collect();
    assert_eq!(kinds, ["clear", "figure", "clear", "figure", "value", "value"], "{:?}", seen.outputs);
}

#[test]
fn a_bar_says_how_far_a_loop_is() {
    let seen =
        Lesson::new().run("from tqdm import tqdm, trange\nsum(i for i in tqdm(range(4), desc='sum', mininterval=0))");
    let said = seen.stderr();
    let steps: Vec<&str> = said.split('\r').skip(1).map(|line| line.split(" [").next().unwrap_or_default()).collect();
    assert_eq!(seen.value(), Some("6"));
    assert_eq!((steps[0], steps[2]), ("sum:   0%|░░░░░░░░░░░░░░░░░░░░| 0/4", "sum:  50%|██████████░░░░░░░░░░| 2/4"));
    assert!(said.ends_with('\n') && steps.last().is_some_and(|last| last.starts_with("sum: 100%")), "{said:?}");
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
        "savefig is not part of this subset: a page keeps no pictures. plt.show() puts the figure under the cell",
    );
}
