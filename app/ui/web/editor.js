// The code editor: CodeMirror 6 behind a few functions that the page's wasm calls. Loaded only where cells are.

import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, completionStatus } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from "@codemirror/commands";
import { pythonLanguage } from "@codemirror/lang-python";
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, LanguageSupport, syntaxHighlighting } from "@codemirror/language";
import { setDiagnostics } from "@codemirror/lint";
import { EditorState, Prec } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, highlightSpecialChars, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

// The same five colours as the server's highlighting: classes, so that the stylesheet decides.
const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.bool, tags.null, tags.self], class: "k" },
  { tag: [tags.string, tags.special(tags.string), tags.escape], class: "s" },
  { tag: [tags.number], class: "n" },
  { tag: [tags.comment], class: "c" },
  { tag: [tags.function(tags.variableName), tags.function(tags.definition(tags.variableName)), tags.function(tags.propertyName), tags.definition(tags.className), tags.meta], class: "f" },
]);

/** All editors of the page. */
const views = [];

// What gives a name a meaning: an assignment, a definition, an import, a loop.
const MEANINGS = [
  /^[ \t]*((?:[\p{L}_][\p{L}\p{N}_]*\s*,\s*)*[\p{L}_][\p{L}\p{N}_]*)\s*(?::[^=\n]*)?=(?!=)/gmu,
  /\b(?:def|class|as)\s+([\p{L}_][\p{L}\p{N}_]*)/gu,
  /\bfor\s+([\p{L}_][\p{L}\p{N}_, ]*?)\s+in\b/gu,
  /^[ \t]*(?:from\s+\S+\s+)?import\s+([\p{L}_][\p{L}\p{N}_, ]*)$/gmu,
];

/** Names that the cell and those above it define in their text, whether they have run or not. */
function written(view) {
  const above = (other) => other === view || other.dom.compareDocumentPosition(view.dom) & Node.DOCUMENT_POSITION_FOLLOWING;
  const text = views.filter(above).map((other) => other.state.doc.toString()).join("\n");
  const found = MEANINGS.flatMap((pattern) => [...text.matchAll(pattern)].flatMap(([, names]) => names.split(",")));
  return new Set(found.map((name) => name.trim()).filter(Boolean));
}

/**
 * Puts an editor into `parent`.
 *
 * @param {HTMLElement} parent
 * @param {{ text: string, label: string, readOnly: boolean, nonce: string, minLines: number, maxLines: number,
 *           leave: string, phrases: Record<string, string> }} options `leave` says how the keyboard gets out.
 * @param {{ change(text: string): void, run(next: boolean): void,
 *           complete(text: string, cursor: number): Promise<string> }} on `complete` answers JSON `{from, items}`.
 */
export function create(parent, options, on) {
  // While the text is set from outside, nobody typed.
  let quiet = false;

  const run = (next) => () => {
    on.run(next);
    return true;
  };

  // Tab indents, and a keyboard user must not be caught by that. Whoever came by Tab passes through until something is
  // typed; afterwards Escape, then Tab leaves, and the first indent says so.
  let leaving = false;
  let pressed = false;
  const leave = document.createElement("p");
  leave.className = "leave";
  leave.setAttribute("role", "status");
  leave.hidden = true;
  const tell = (said) => {
    leave.hidden = !said;
    leave.textContent = said ? options.leave : "";
  };
  const tab = (act) => (view) => {
    if (leaving) {
      leaving = false;
      return false;
    }
    tell(true);
    return act(view);
  };

  const complete = async (context) => {
    const word = context.matchBefore(/[\p{L}_][\p{L}\p{N}_]*/u);
    const dotted = context.matchBefore(/\.\s*/);
    if (!context.explicit && !dotted && (!word || word.text.length < 2)) return null;
    const answer = await on.complete(context.state.doc.toString(), context.pos);
    if (context.aborted) return null;
    // While Python has other things to do only what is written is known.
    const { from, items } = answer ? JSON.parse(answer) : { from: word?.from ?? context.pos, items: [] };
    const known = new Set(items.map(({ label }) => label));
    const names = dotted ? [] : [...written(view)].filter((name) => !known.has(name) && name !== word?.text);
    if (items.length + names.length === 0) return null;
    return {
      from,
      options: [
        ...items.map(({ label, kind, detail }) => ({ label, type: kind, detail: detail ?? undefined })),
        ...names.map((label) => ({ label, type: "variable" })),
      ],
      validFor: /^[\p{L}\p{N}_]*$/u,
    };
  };

  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        EditorView.cspNonce.of(options.nonce),
        Prec.highest(
          keymap.of([
            { key: "Shift-Enter", run: run(true) },
            { key: "Mod-Enter", run: run(false) },
            {
              key: "Escape",
              run: (view) => {
                // An open list of completions is closed first.
                if (completionStatus(view.state) === "active") return false;
                leaving = true;
                return false;
              },
            },
            { key: "Tab", run: (view) => completionStatus(view.state) === "active" && acceptCompletion(view) },
          ]),
        ),
        lineNumbers(),
        highlightSpecialChars(),
        history(),
        drawSelection(),
        indentOnInput(),
        indentUnit.of("    "),
        EditorState.tabSize.of(4),
        bracketMatching(),
        closeBrackets(),
        highlightActiveLine(),
        new LanguageSupport(pythonLanguage),
        syntaxHighlighting(colours),
        autocompletion({ override: [complete], icons: false, activateOnTypingDelay: 120 }),
        keymap.of([
          { key: "Tab", run: tab((view) => (view.state.selection.main.empty ? insertSpaces(view) : indentMore(view))), shift: tab(indentLess) },
          ...closeBracketsKeymap,
          ...defaultKeymap.filter((binding) => binding.key !== "Mod-Enter"),
          ...historyKeymap,
          ...completionKeymap,
        ]),
        EditorState.phrases.of(options.phrases),
        EditorState.readOnly.of(options.readOnly),
        EditorView.contentAttributes.of({ "aria-label": options.label, tabindex: "0", ...plainText() }),
        EditorView.domEventHandlers({
          mousedown: () => {
            pressed = true;
            leaving = false;
            return false;
          },
          focus: (event) => {
            // Nothing was left for it: the window came back, and the student goes on where they were.
            leaving = !pressed && event.relatedTarget !== null;
            pressed = false;
            return false;
          },
          keydown: (event) => {
            if (event.key === "Tab" || event.key === "Shift") return false;
            if (event.key !== "Escape") {
              leaving = false;
              tell(false);
            }
            return false;
          },
          blur: () => {
            leaving = false;
            pressed = false;
            tell(false);
            return false;
          },
        }),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged || quiet) return;
          on.change(update.state.doc.toString());
        }),
      ],
    }),
  });

  views.push(view);
  view.dom.append(leave);
  view.scrollDOM.tabIndex = -1;
  // Lines of 1.6em with 0.75rem above and below, as the stylesheet has it. Set through the style object: a style attribute
  // would need `unsafe-inline`.
  const height = (lines) => `calc(${lines * 1.6}em + 1.5rem)`;
  if (options.minLines > 0) view.contentDOM.style.minHeight = height(options.minLines);
  if (options.maxLines > 0) view.scrollDOM.style.maxHeight = height(options.maxLines);

  return {
    text: () => view.state.doc.toString(),
    focus: () => view.focus(),
    /** Replaces the text; undo brings the old one back. */
    setText(text) {
      quiet = true;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
      quiet = false;
    },
    /** Draws a squiggle under a line (from 1), or from a column (from 1) of it. */
    mark(lineNumber, column, message) {
      if (lineNumber < 1 || lineNumber > view.state.doc.lines) return;
      const at = view.state.doc.line(lineNumber);
      const indent = at.text.length - at.text.trimStart().length;
      const start = column > 0 ? Math.min(at.from + column - 1, at.to) : at.from + indent;
      const from = start === at.to && at.length > 0 ? at.to - 1 : start;
      view.dispatch(setDiagnostics(view.state, [{ from, to: at.to, severity: "error", message }]));
    },
    unmark() {
      view.dispatch(setDiagnostics(view.state, []));
    },
    destroy() {
      views.splice(views.indexOf(view), 1);
      view.destroy();
    },
  };
}

// Plain text where the browser knows it. Otherwise it carries colours over into what is typed next, as inline styles that
// the page's security policy refuses and reports.
function plainText() {
  try {
    document.createElement("div").contentEditable = "plaintext-only";
    return { contenteditable: "plaintext-only" };
  } catch {
    return {};
  }
}

function insertSpaces(view) {
  const { state } = view;
  const { head } = state.selection.main;
  const column = head - state.doc.lineAt(head).from;
  if (state.readOnly) return false;
  view.dispatch(state.replaceSelection(" ".repeat(4 - (column % 4))), { scrollIntoView: true, userEvent: "input" });
  return true;
}
