// The result list by keyboard: j and k go from title to title.
"use strict";

{
  const titles = [...document.querySelectorAll(".results h2 a")];

  document.addEventListener("shortcut", (event) => {
    const by = { j: 1, k: -1 }[event.detail];
    if (!by) return;
    // From a passage or a theme of a result, j goes on from that result.
    const within = event.target.closest(".results > li");
    const at = titles.findIndex((title) => within?.contains(title));
    const next = titles[at < 0 ? (by > 0 ? 0 : -1) : at + by];
    next?.focus({ preventScroll: true });
    next?.closest("li").scrollIntoView({ block: "nearest" });
    event.preventDefault();
  });
}
