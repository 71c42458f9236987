// Runs before the first paint, so that nothing flashes: the theme that the reader chose, and that there is a script.
"use strict";

{
  const root = document.documentElement;
  root.classList.add("scripted");
  try {
    const theme = localStorage.getItem("zhengsou.theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch {
    // Where storing is forbidden, the choice of the system holds.
  }
}
