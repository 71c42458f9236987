// The side column: years chosen by dragging over the bars, places found while their name is typed.
"use strict";

{
  const picture = document.querySelector(".facet-date .chart-view");

  if (picture) {
    const since = document.getElementById("since");
    const until = document.getElementById("until");
    const columns = [...picture.querySelectorAll(".chart-column")];
    // The table below the picture has a row for each bar.
    const years = [...document.querySelectorAll(".facet-date tbody th")].map((cell) => cell.textContent);
    let first = -1;
    let last = -1;
    let dragged = false;

    const at = (event) => columns.findLastIndex((column, index) => {
      return !index || column.getBoundingClientRect().left <= event.clientX;
    });

    const draw = () => columns.forEach((column, index) => {
      column.classList.toggle("brushed", first >= 0 && (index - first) * (index - last) <= 0);
    });

    const end = () => {
      first = last = -1;
      draw();
    };

    picture.classList.add("brush");
    // A link that is pressed neither takes the focus nor can be dragged away.
    picture.addEventListener("mousedown", (event) => event.preventDefault());
    picture.addEventListener("pointerdown", (event) => {
      dragged = false;
      if (event.button || event.pointerType === "touch" || event.ctrlKey || event.metaKey || event.shiftKey) return;
      first = last = at(event);
    });
    addEventListener("pointermove", (event) => {
      if (first < 0) return;
      last = at(event);
      dragged ||= last !== first;
      if (dragged) draw();
    });
    addEventListener("pointerup", () => {
      if (dragged && first >= 0) {
        since.value = years[Math.min(first, last)];
        until.value = years[Math.max(first, last)];
        since.form.requestSubmit();
      }
      first = -1;
    });
    addEventListener("pointercancel", end);
    addEventListener("keydown", (event) => {
      if (event.key === "Escape") end();
    });
    // Who comes back to the bar where the drag began has not clicked on its year.
    picture.addEventListener("click", (event) => {
      if (dragged) event.preventDefault();
    });
  }
}

{
  const PAUSE = 150;
  const form = document.querySelector("form.find");

  if (form) {
    const list = document.querySelector(".found");
    let pause;
    let asking = new AbortController();

    const ask = async () => {
      asking.abort();
      asking = new AbortController();
      const url = new URL(form.dataset.list, location);
      url.search = new URLSearchParams(new FormData(form));
      try {
        const response = await fetch(url, { signal: asking.signal });
        if (response.ok) list.innerHTML = await response.text();
      } catch (error) {
        if (error.name !== "AbortError") throw error;
      }
    };

    form.addEventListener("input", (event) => {
      clearTimeout(pause);
      if (!event.isComposing) pause = setTimeout(ask, PAUSE);
    });
    form.addEventListener("compositionend", () => form.dispatchEvent(new Event("input")));
  }
}
