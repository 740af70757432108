// The editor: CodeMirror in the place of a text field.

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete"; // prettier-ignore
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { HighlightStyle, bracketMatching, syntaxHighlighting } from "@codemirror/language";
import { diagnosticCount, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { sparql } from "codemirror-lang-sparql";
import { h } from "../dom.js";

const COLOURS = HighlightStyle.define([
  { tag: [tags.keyword, tags.bool], color: "light-dark(#7a1fa2, #d8a5f5)" },
  { tag: tags.variableName, color: "light-dark(#0b57a4, #8ec5ff)" },
  { tag: tags.string, color: "light-dark(#1a6b2d, #8fd69f)" },
  { tag: [tags.namespace, tags.url, tags.typeName], color: "light-dark(#8a4300, #f2b27a)" },
  { tag: [tags.integer, tags.float, tags.annotation], color: "light-dark(#8c1d40, #f5a3bd)" },
  { tag: tags.comment, color: "light-dark(#595959, #b0b0b0)", fontStyle: "italic" },
]);
const LOOK = EditorView.theme({
  "&": {
    border: "1px solid GrayText",
    borderRadius: "0.25rem",
    fontSize: "0.9375rem",
    backgroundColor: "Canvas",
    color: "CanvasText",
  },
  "&.cm-focused": { outline: "2px solid Highlight" },
  ".cm-scroller": { minHeight: "12rem", maxHeight: "60vh", fontFamily: "ui-monospace, monospace" },
  ".cm-content": { caretColor: "CanvasText" },
  ".cm-gutters": { backgroundColor: "Canvas", color: "light-dark(#595959, #b0b0b0)" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, CanvasText 5%, transparent)" },
  "&.cm-focused .cm-matchingBracket": {
    backgroundColor: "color-mix(in srgb, CanvasText 18%, transparent)",
  },
  // The usual mark is an image in a data URL, which the page's policy forbids.
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy light-dark(#b3261e, #ff8a80) 2px",
    backgroundColor: "light-dark(#fde0de, #5c1f1b)",
  },
  ".cm-lintPoint-error:after": { borderBottomColor: "light-dark(#b3261e, #ff8a80)" },
  ".cm-tooltip": { backgroundColor: "Canvas", color: "CanvasText", border: "1px solid GrayText" },
  ".cm-tooltip-autocomplete > ul": { maxWidth: "min(40rem, 90vw)", fontFamily: "inherit" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "light-dark(#0b57a4, #8ec5ff)",
    color: "light-dark(#fff, #000)",
  },
  ".cm-completionDetail": { fontStyle: "normal", opacity: "0.8" },
  ".cm-completionIcon": { display: "none" },
  ".cm-completionInfo": { maxWidth: "20rem", fontFamily: "system-ui, sans-serif" },
});

/**
 * Replaces what is selected by what is typed.
 *
 * Left to the browser, it would keep the look of the replaced text by a style attribute, of which
 * the page's policy makes a complaint on the console.
 */
const REPLACING = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { from, to, empty } = view.state.selection.main;
    if (empty || event.inputType !== "insertText" || event.data === null) return false;
    const { data } = event;
    const insert = () =>
      view.state.update({ ...view.state.replaceSelection(data), userEvent: "input.type" });
    const handlers = view.state.facet(EditorView.inputHandler); // such as that of brackets
    if (!handlers.some((handle) => handle(view, from, to, data, insert))) view.dispatch(insert());
    event.preventDefault();
    return true;
  },
});

/**
 * Puts an editor in the place of a text field, with its text.
 *
 * It stands in a shadow root: there its style sheets need no permission of the page's policy.
 *
 * @param {HTMLTextAreaElement} field - which is hidden, but keeps the text of the editor.
 * @param {{ label: string, help: string, completions: string, complete: CompletionSource,
 *   run: () => void }} options - what the editor is called, how it is used, what the list of
 *   completions is called, where they come from, and what Ctrl+Enter does.
 */
export function replaceField(field, { label, help, completions, complete, run }) {
  const host = h("div", { class: "editor" });
  const root = host.attachShadow({ mode: "open" });
  const isFocused = document.activeElement === field;
  const { selectionStart: anchor, selectionEnd: head } = field;
  field.after(host);
  field.hidden = true;
  field.required = false; // nobody could see the complaint
  const start = () => {
    run();
    return true;
  };
  const keep = EditorView.updateListener.of((update) => {
    if (!update.docChanged) return;
    field.value = update.state.doc.toString();
    if (diagnosticCount(update.state)) mark([]); // the mistake may be mended now
  });
  const view = new EditorView({
    root,
    parent: root,
    doc: field.value,
    extensions: [
      keymap.of([{ key: "Mod-Enter", run: start }]),
      lineNumbers(),
      highlightActiveLine(),
      history(),
      bracketMatching(),
      closeBrackets(),
      EditorState.languageData.of(() => [{ closeBrackets: { brackets: ["(", "[", "{", '"'] } }]),
      sparql(),
      syntaxHighlighting(COLOURS),
      autocompletion({ override: [complete], icons: false }),
      keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": label, "aria-description": help, spellcheck: "false" }), // prettier-ignore
      EditorState.phrases.of({ Completions: completions }),
      LOOK,
      REPLACING,
      keep,
    ],
  });
  if (isFocused) {
    view.dispatch({ selection: { anchor, head } });
    view.focus(); // whoever has begun to write goes on
  }
  const mark = (diagnostics) => view.dispatch(setDiagnostics(view.state, diagnostics));
  return {
    get text() {
      return view.state.doc.toString();
    },
    set text(text) {
      mark([]);
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    },
    focus: () => view.focus(),
    unmark: () => mark([]),
    /** Marks a mistake at a line and column, both from 1, the column in characters. */
    mark(line, column, message) {
      const place = findPlace(view.state.doc, line, column);
      mark([{ ...place, severity: "error", message }]);
      view.dispatch({ effects: EditorView.scrollIntoView(place.from) });
    },
    goTo(line, column) {
      const { from } = findPlace(view.state.doc, line, column);
      view.dispatch({ selection: { anchor: from }, scrollIntoView: true });
      view.focus();
    },
  };
}

/** Gives the word at a line and column, or the end of the line before it. */
function findPlace(doc, line, column) {
  const { from, text } = doc.line(Math.min(line, doc.lines));
  const ahead = [...text].slice(0, column - 1).join("").length;
  const [word] = text.slice(ahead).match(/^[\p{L}\p{N}_:?$-]+|^\S/u) ?? [""];
  if (word) return { from: from + ahead, to: from + ahead + word.length };
  const end = from + text.trimEnd().length;
  return { from: Math.max(end - 1, from), to: end };
}
