// What every page gains from JavaScript, and nothing depends on: light or dark, and single keys.
"use strict";

{
  const kept = {
    get(name) {
      try {
        return localStorage.getItem(`zhengsou.${name}`);
      } catch {
        return null;
      }
    },
    set(name, value) {
      try {
        if (value) localStorage.setItem(`zhengsou.${name}`, value);
        else localStorage.removeItem(`zhengsou.${name}`);
      } catch {
        // Where storing is forbidden, a choice lasts as long as the page.
      }
    },
  };

  // Light, dark, or as the system has it. What was kept is in force already, by appearance.js.
  const root = document.documentElement;
  const appearance = document.getElementById("appearance");
  appearance.value = root.dataset.theme ?? "";
  appearance.addEventListener("change", () => {
    if (appearance.value) root.dataset.theme = appearance.value;
    else delete root.dataset.theme;
    kept.set("theme", appearance.value);
  });

  // The other language shows the same paragraph.
  const language = document.querySelector(".tools .language");
  language.addEventListener("click", () => {
    language.hash = location.hash;
  });

  // A key that is pressed alone, and not to type with, becomes a "shortcut", on which the scripts of the pages act.
  const help = document.getElementById("keys");
  const box = document.getElementById("q");
  const enabled = document.getElementById("keys-enabled");
  enabled.checked = kept.get("keys") !== "off";
  enabled.addEventListener("change", () => kept.set("keys", enabled.checked ? "" : "off"));

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (!enabled.checked || help.open || event.key.length !== 1) return;
    // Who is in the empty box already and presses the key that leads there does not mean to look for a slash.
    if (event.key === "/" && event.target === box && !box.value) event.preventDefault();
    if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
    const shortcut = new CustomEvent("shortcut", { bubbles: true, cancelable: true, detail: event.key });
    // Who acts on the key prevents what the browser would do with it.
    if (!event.target.dispatchEvent(shortcut)) event.preventDefault();
  });

  document.addEventListener("shortcut", (event) => {
    if (event.detail === "/") {
      box.focus();
      box.select();
    } else if (event.detail === "?") {
      help.showModal();
    } else {
      return;
    }
    event.preventDefault();
  });

  document.getElementById("keys-open").addEventListener("click", () => help.showModal());
  document.getElementById("keys-close").addEventListener("click", () => help.close());
}
