// What the article page gains from JavaScript: steps from mark to mark, links and citations that a click copies.
"use strict";

{
  const marks = [...document.querySelectorAll(".article mark")];
  const count = document.querySelector(".hits .count");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let at = -1;

  // The mark that a link like #p7 leads to is the current one; the browser has scrolled there.
  const enter = () => {
    const paragraph = document.getElementById(location.hash.slice(1));
    if (!paragraph || paragraph.contains(marks[at])) return;
    const first = marks.findIndex((mark) => paragraph.contains(mark));
    if (first >= 0) choose(first);
  };

  const choose = (next) => {
    marks[at]?.removeAttribute("aria-current");
    marks[at]?.removeAttribute("tabindex");
    at = next;
    marks[at].setAttribute("aria-current", "true");
    count.textContent = count.dataset.step.replace("{n}", at + 1);
  };

  // The first step goes to the mark before or after what the reader sees on top.
  const start = (by) => {
    const below = marks.findIndex((mark) => mark.getBoundingClientRect().top >= 0);
    return (below < 0 ? marks.length : below) - (by > 0 ? 1 : 0);
  };

  const step = (by) => {
    const from = at < 0 ? start(by) : at;
    choose((from + by + marks.length) % marks.length);
    marks[at].scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
  };

  if (marks.length) {
    enter();
    addEventListener("hashchange", enter);
    for (const button of document.querySelectorAll(".steps button")) {
      button.addEventListener("click", () => step(Number(button.dataset.step)));
    }
    document.addEventListener("shortcut", (event) => {
      const by = { n: 1, p: -1 }[event.detail];
      if (!by) return;
      event.preventDefault();
      step(by);
      // From here on, Tab and a screen reader go on from the mark.
      marks[at].tabIndex = -1;
      marks[at].focus({ preventScroll: true });
    });
  }

  // Only a page from this machine or over HTTPS may write to the clipboard.
  if (navigator.clipboard) {
    const status = document.querySelector(".told");
    let fading;

    const copy = async (text, told) => {
      let message = told;
      try {
        await navigator.clipboard.writeText(text);
      } catch {
        message = status.dataset.refused;
      }
      status.textContent = message;
      clearTimeout(fading);
      fading = setTimeout(() => status.replaceChildren(), 2500);
    };

    const address = document.querySelector("link[rel=canonical]").href;
    document.querySelector(".text").addEventListener("click", (event) => {
      const link = event.target.closest("a.ordinal");
      if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) copy(address + link.hash, status.dataset.link);
    });

    const button = document.querySelector("[data-copies]");
    button.hidden = false;
    button.addEventListener("click", () => {
      copy(document.getElementById(button.dataset.copies).textContent, status.dataset.citation);
    });
  }
}
