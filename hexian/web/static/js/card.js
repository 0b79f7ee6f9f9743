// The member's card stays in this phone's own cache, so that it opens in a cellar without a line.
//
// What is shown may be hours old then; with a line the page fetches itself anew at once, which renews the cache too.
"use strict";

(() => {
  const renew = async () => {
    const shown = document.querySelector("[data-card]");
    if (!shown || !navigator.onLine) return;
    try {
      const answer = await fetch(location.href, { cache: "reload", redirect: "error" });
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#main");
      if (fresh) document.getElementById("main").replaceChildren(...fresh.childNodes);
    } catch { /* no line after all, or signed out: what is shown stays until the next opening */ }
  };
  // Loaded over the network just now: it is as fresh as can be.
  const [visit] = performance.getEntriesByType("navigation");
  if (!visit || visit.transferSize === 0 || visit.type === "back_forward") renew();
  addEventListener("online", renew);
})();
