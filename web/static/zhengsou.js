// What every page gains from JavaScript; nothing depends on it.
"use strict";

document.documentElement.classList.add("scripted");
