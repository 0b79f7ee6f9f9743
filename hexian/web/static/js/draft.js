// Forms on a bad line: a draft kept on this device, one submission only, and a patient resend.
//
//   <form data-draft="join:K7Q2" hx-post="…"> … {% include "ui/saved.html" %} … <input type="hidden" name="idempotency_key">
//
// The key goes with every attempt, so that a form that arrived twice is one application. A page that carries
// data-draft-done="join:K7Q2" tells us that it arrived, and the draft is thrown away; where many are sent one after
// another, data-draft-key says which one did.
"use strict";

(() => {
  const DAYS_KEPT = 7;
  const WAITS = [2, 4, 8, 16, 30];
  const WORDS = {
    saved: "已存在这台手机上",
    restored: "上次写的还在，已经帮您填好",
    waiting: "信号不好，还没有交上去。内容已存在这台手机上，连上网会自动再交一次。",
    given: "还是没有交上去。内容已存在这台手机上，信号好了请再点一次。",
    photo: "（照片要重新选）",
  };
  const all = (selector, scope = document) => [...scope.querySelectorAll(selector)];
  const place = (form) => `hx-draft:${form.dataset.draft}`;

  // A one-time code, a password, a file and the CSRF token never lie on the device.
  const NEVER = "[type=hidden], [type=password], [type=file], [autocomplete=one-time-code], [data-no-draft]";
  const kept = (form) => [...form.elements].filter((field) => field.name && !field.matches(NEVER) && !field.matches("button, fieldset"));

  const read = (form) => {
    try {
      const draft = JSON.parse(localStorage.getItem(place(form)) || "null");
      return draft && Date.now() - draft.at < DAYS_KEPT * 86400000 ? draft : null;
    } catch { return null; }
  };
  const drop = (name) => {
    try { localStorage.removeItem(`hx-draft:${name}`); } catch { /* nothing was kept then */ }
  };
  // A page that may hold many of a kind says which key arrived last: a draft begun since is another one.
  const plain = (key) => (key || "").replaceAll("-", "").toLowerCase();
  const arrived = (name, key) => {
    if (key === undefined) return drop(name);
    try {
      const draft = JSON.parse(localStorage.getItem(`hx-draft:${name}`) || "null");
      if (draft && plain(draft.key) === plain(key)) drop(name);
    } catch { /* nothing was kept then */ }
  };
  const write = (form) => {
    const values = {};
    for (const field of kept(form)) {
      if (field.matches("[type=checkbox], [type=radio]")) {
        if (field.checked) (values[field.name] ||= []).push(field.value);
      } else if (field.value) values[field.name] = [field.value];
    }
    try {
      localStorage.setItem(place(form), JSON.stringify({ at: Date.now(), key: keyOf(form), values }));
      say(form, WORDS.saved);
    } catch { /* no room or no storage: the page still works, it only promises nothing */ }
  };

  const say = (form, words, kind = "") => {
    const line = form.querySelector("[data-draft-status]");
    if (!line) return;
    line.hidden = false;
    line.classList.toggle("warn", kind === "warn");
    const photo = form.querySelector("[type=file]") && words === WORDS.restored ? WORDS.photo : "";
    line.querySelector("[data-draft-words]").textContent = words + photo;
  };

  /* — One key per draft, the same for every attempt at sending it — */
  const keyField = (form) => form.querySelector("input[name=idempotency_key]");
  const keyOf = (form) => keyField(form)?.value || "";
  const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");

  const restore = (form) => {
    const draft = read(form);
    const key = keyField(form);
    if (key && draft?.key) key.value = draft.key;
    if (key && !key.value) key.value = newKey();
    // What the server sent back after a refusal is newer than the draft.
    if (!draft || form.hasAttribute("data-answered") || form.querySelector("[aria-invalid=true]")) return;
    let found = false;
    for (const field of kept(form)) {
      const values = draft.values[field.name];
      if (!values) continue;
      if (field.matches("[type=checkbox], [type=radio]")) field.checked = values.includes(field.value);
      else if (!field.value) field.value = values[0];
      found = true;
    }
    if (found) say(form, WORDS.restored);
  };

  const forget = (form) => {
    drop(form.dataset.draft);
    form.reset();
    const key = keyField(form);
    if (key) key.value = newKey();
    form.querySelector("[data-draft-status]").hidden = true;
  };

  /* — Sending: once at a time, and again by itself when the line is bad — */
  const submits = (form) => all("button:not([type=button]), input[type=submit]", form);
  const lock = (form, on) => {
    form.toggleAttribute("data-sending", on);
    for (const button of submits(form)) on ? button.setAttribute("aria-busy", "true") : button.removeAttribute("aria-busy");
  };
  const retry = (form) => {
    const tries = Number(form.dataset.tries || 0);
    const wait = WAITS[tries];
    say(form, wait ? WORDS.waiting : WORDS.given, "warn");
    if (!wait) return;
    form.dataset.tries = tries + 1;
    const go = () => {
      clearTimeout(timer);
      removeEventListener("online", go);
      if (form.isConnected && !form.hasAttribute("data-sending")) form.requestSubmit();
    };
    const timer = setTimeout(go, wait * 1000);
    addEventListener("online", go);
  };

  let timer = 0;
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!form?.dataset.draft || event.target.matches(NEVER)) return;
    clearTimeout(timer);
    timer = setTimeout(() => write(form), 400);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-draft-clear]");
    if (button) forget(button.closest("form"));
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-draft], [data-once]")) return;
    if (form.hasAttribute("data-sending")) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    clearTimeout(timer);
    if (form.dataset.draft) write(form);
    lock(form, true);
  }, true);
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt;
    if (!form.matches("form[data-sending]")) return;
    lock(form, false);
    if (event.detail.xhr?.status) form.dataset.tries = 0;
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => {
      const form = event.detail.elt;
      if (!form.matches("form[data-draft]")) return;
      // The form says it in its own place; the general toast would only say it twice.
      event.stopImmediatePropagation();
      lock(form, false);
      retry(form);
    }, true);
  }
  addEventListener("pageshow", () => { for (const form of all("form[data-sending]")) lock(form, false); });

  const settle = () => {
    for (const done of all("[data-draft-done]")) arrived(done.dataset.draftDone, done.dataset.draftKey);
    for (const form of all("form[data-draft]:not([data-drafted])")) {
      form.dataset.drafted = "";
      restore(form);
    }
  };
  document.addEventListener("htmx:load", settle);
  document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", settle) : settle();
})();
