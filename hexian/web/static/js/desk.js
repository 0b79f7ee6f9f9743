// The desk's tables: choosing rows, the bulk bar, J K X E, the drawer, and roles for rows drawn as cards.
"use strict";

(() => {
  const all = (selector, scope = document) => [...scope.querySelectorAll(selector)];
  const DRAWER_WIDTH = 1280;

  /* — Choosing rows. The form keeps the choice, so the bar works with plain submits too. — */
  const boxes = (form) => all("input[data-pick]", form);
  const bulkOf = (form) => document.querySelector(`[data-bulk="${form.id}"]`);
  const showPicked = (form) => {
    const picked = boxes(form).filter((box) => box.checked);
    for (const box of boxes(form)) box.closest("tr")?.classList.toggle("selected", box.checked);
    const every = form.querySelector("input[data-pick-all]");
    if (every) {
      every.checked = picked.length > 0 && picked.length === boxes(form).length;
      every.indeterminate = picked.length > 0 && !every.checked;
    }
    const bar = bulkOf(form);
    if (!bar) return;
    bar.hidden = picked.length === 0;
    bar.querySelector("[data-picked]").textContent = picked.length;
  };
  const pickAll = (form, on) => {
    for (const box of boxes(form)) box.checked = on;
    showPicked(form);
  };

  // Shift and click choose a stretch, as in any mail program.
  let last = null;
  const stretch = (box, event) => {
    const row = boxes(box.form);
    const [from, to] = [row.indexOf(last), row.indexOf(box)].sort((a, b) => a - b);
    if (event.shiftKey && last && from >= 0) for (const other of row.slice(from, to + 1)) other.checked = box.checked;
    last = box;
    showPicked(box.form);
  };

  document.addEventListener("click", (event) => {
    const box = event.target.closest("input[data-pick]");
    if (box) stretch(box, event);
    const none = event.target.closest("[data-pick-none]");
    if (none) pickAll(document.getElementById(none.closest("[data-bulk]").dataset.bulk), false);
    const link = event.target.closest("a[data-drawer]");
    if (link && innerWidth >= DRAWER_WIDTH && !event.ctrlKey && !event.metaKey && !event.shiftKey) showDrawer(link, event);
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("input[data-pick-all]")) pickAll(event.target.form, event.target.checked);
  });

  /* — Details in a drawer where there is room beside the list; elsewhere the link is just a link — */
  const showDrawer = (link, event) => {
    event.preventDefault();
    const body = document.getElementById("drawer-body");
    body.replaceChildren();
    hx.open("drawer");
    htmx.ajax("GET", link.href, { target: body, swap: "innerHTML" });
  };
  // What did not come leaves no empty drawer behind; the toast says why.
  for (const failed of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(failed, (event) => {
      if (event.detail.target?.id === "drawer-body") document.getElementById("drawer").close();
    });
  }

  /* — J and K move, X chooses, E acts. Never while someone is writing, and never with a modifier. — */
  const rows = () => all(".table tbody tr").filter((row) => row.querySelector("a, button"));
  const current = () => rows().find((row) => row.contains(document.activeElement));
  const move = (step) => {
    const list = rows();
    const at = list.indexOf(current());
    const next = list[Math.min(list.length - 1, Math.max(0, at < 0 && step < 0 ? list.length - 1 : at + step))];
    next?.querySelector(".title, a, button").focus();
  };
  // What is marked as the act comes before whatever else the row leads to.
  const act = (row) => row?.querySelector("[data-act]") ?? row?.querySelector(".act a, .act button, .title");
  const keys = {
    j: () => move(1),
    k: () => move(-1),
    x: () => current()?.querySelector("input[data-pick]")?.click(),
    e: () => act(current())?.click(),
  };
  // What says a key is pressed by it, or written into; a usual answer is put where it belongs, to be made fit.
  const byKey = (key) => document.querySelector(`main [data-key="${CSS.escape(key)}"]`);
  const press = (element) => (element.matches("textarea, input, select") ? element.focus() : element.click());
  document.addEventListener("click", (event) => {
    const usual = event.target.closest("[data-fill]");
    const field = usual && document.getElementById(usual.dataset.fill);
    if (!field) return;
    field.value = usual.textContent.trim();
    field.focus();
  });
  const writing = (element) => element.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && writing(event.target)) event.target.blur();
    if (event.ctrlKey || event.metaKey || event.altKey || writing(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const own = byKey(event.key.toLowerCase());
    if (own) event.preventDefault();
    own ? press(own) : keys[event.key.toLowerCase()]?.();
  });

  // Rows drawn as cards on a narrow screen would lose their meaning in some browsers; the roles keep it.
  const roles = { table: "table", thead: "rowgroup", tbody: "rowgroup", tr: "row", td: "cell", th: "columnheader" };
  const nameRoles = () => {
    for (const table of all(".table:not([role])")) {
      for (const [tag, role] of Object.entries(roles)) {
        for (const part of tag === "table" ? [table] : all(tag, table)) part.setAttribute("role", role);
      }
      for (const head of all("tbody th", table)) head.setAttribute("role", "rowheader");
    }
  };
  const settle = () => {
    nameRoles();
    for (const form of all("form[data-picks]")) showPicked(form);
  };
  document.addEventListener("htmx:load", settle);
  // A page brought back from the browser's memory keeps its ticks; the bar must follow.
  addEventListener("pageshow", settle);
})();
