// Suggestions below the search box, after the combobox pattern of the ARIA practices. What completes the text takes the
// place of its last word; a place or theme becomes a filter, a title opens its article.
"use strict";

{
  const PAUSE = 120;
  const KINDS = {
    zh: { place: "地区", theme: "主题", title: "报道", list: "建议" },
    en: { place: "place", theme: "theme", title: "report", list: "Suggestions" },
  };
  const says = KINDS[document.documentElement.lang.slice(0, 2)] ?? KINDS.zh;

  // This file lies in static/, right below the root of the application, wherever that is.
  const root = new URL("..", document.currentScript.src);
  const input = document.getElementById("q");
  const list = document.createElement("ul");

  let shown = { text: "", start: 0, suggestions: [] };
  let at = -1;
  let typed = "";
  let pause;
  let asking = new AbortController();

  list.id = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", says.list);
  list.hidden = true;
  input.after(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  const close = () => {
    clearTimeout(pause);
    asking.abort();
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const part = (name, text) => {
    const span = document.createElement("span");
    span.className = name;
    span.textContent = text;
    return span;
  };

  const option = (suggestion, index) => {
    const item = document.createElement("li");
    item.id = `suggestion-${index}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.append(part("what", suggestion.text));
    const kind = says[suggestion.kind];
    const detail = suggestion.kind === "place" ? suggestion.detail.replaceAll("/", " › ") : suggestion.detail;
    if (kind) item.append(" ", part("detail", `${kind} ${detail}`.trim()));
    item.append(" ", part("count", suggestion.count.toLocaleString("en")));
    item.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
    item.addEventListener("click", () => accept(suggestion));
    return item;
  };

  const open = (answer) => {
    shown = answer;
    list.replaceChildren(...answer.suggestions.map(option));
    list.hidden = !answer.suggestions.length;
    at = -1;
    input.setAttribute("aria-expanded", String(!list.hidden));
    input.removeAttribute("aria-activedescendant");
  };

  const ask = async () => {
    asking.abort();
    asking = new AbortController();
    const text = input.value;
    const url = new URL("api/suggest", root);
    url.searchParams.set("q", text);
    try {
      const response = await fetch(url, { signal: asking.signal });
      if (response.ok) open({ text, ...(await response.json()) });
      else close();
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  };

  // The server counts characters, a string of JavaScript halves of them.
  const replaced = (text) => [...shown.text].slice(0, shown.start).join("") + text;

  const accept = (suggestion) => {
    if (suggestion.kind === "title") {
      const lang = input.form.elements.lang?.value;
      location.assign(new URL(`articles/${suggestion.key}${lang ? `?lang=${lang}` : ""}`, root));
      return;
    }
    const isFilter = suggestion.kind === "place" || suggestion.kind === "theme";
    input.value = replaced(isFilter ? "" : suggestion.text).trim();
    if (isFilter && !input.form.querySelector(`[name="${suggestion.kind}"][value="${suggestion.key}"]`)) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: suggestion.kind, value: suggestion.key });
      input.form.append(field);
    }
    close();
    input.form.requestSubmit();
  };

  const mark = (next) => {
    list.children[at]?.setAttribute("aria-selected", "false");
    at = next;
    const item = list.children[at];
    item?.setAttribute("aria-selected", "true");
    item?.scrollIntoView({ block: "nearest" });
    if (item) input.setAttribute("aria-activedescendant", item.id);
    else input.removeAttribute("aria-activedescendant");
    const chosen = shown.suggestions[at];
    input.value = chosen?.kind === "term" ? replaced(chosen.text) : typed;
  };

  input.addEventListener("input", (event) => {
    if (event.isComposing) return; // an input method is at work, and its letters are not yet the text
    typed = input.value;
    clearTimeout(pause);
    if (typed.trim()) pause = setTimeout(ask, PAUSE);
    else close();
  });
  input.addEventListener("compositionend", () => input.dispatchEvent(new Event("input")));
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const size = list.hidden ? 0 : shown.suggestions.length;
    if (event.key === "Escape" && size) {
      mark(-1);
      close();
    } else if (event.key === "Enter" && at >= 0) {
      accept(shown.suggestions[at]);
    } else if (event.key === "ArrowDown" && size) {
      mark(at + 1 < size ? at + 1 : -1);
    } else if (event.key === "ArrowUp" && size) {
      mark(at < 0 ? size - 1 : at - 1);
    } else if (event.key === "ArrowDown" && input.value.trim()) {
      typed = input.value;
      ask();
    } else {
      return;
    }
    event.preventDefault();
  });
}
