// What every page needs: display choices, toasts, htmx manners, layers, countdowns, files.
// No build step, no inline script: the content security policy allows neither eval nor handlers in markup.
"use strict";

(() => {
  const root = document.documentElement;
  const YEAR = 31536000;
  const UNDO_SECONDS = 8;
  const WORDS = {
    offline: "网络断了，这一步还没有办成；您写的都还在，连上网再点一次。",
    slow: "等了 20 秒还没有回音，这一步不一定办成了。您写的都还在；先刷新看看，没有办成再点一次。",
    forbidden: "这一步没有办成：这一页放太久了，或者您现在不能办这件事。写好的先抄下来，再刷新试一次；存过草稿的会自动填好。",
    missing: "这条已经不在这里了，可能刚被别人办过。请刷新列表看最新的。",
    large: "一次交的太多，没有收下；您写的都还在。请少写一些，或者换小一些的文件。",
    often: "点得太快，先停一停。什么都没有丢，过一分钟再试。",
    broken: "我们这边出了错，这一步没有办成，也没有办一半。您写的都还在，请再点一次；还不行就打电话给工会。",
    chosen: "已选",
    shrinking: "照片太大，正在缩小…",
    shrunk: "照片太大，已经缩小",
    heavy: (most) => `超过 ${most} MB，没有选上。请压缩一下，或者换一个小一些的文件。`,
    resend: "秒后可以再发",
  };

  const all = (selector, scope = document) => [...scope.querySelectorAll(selector)];

  /* — 长辈版 and 深色: kept in a cookie, so that the server draws the next page right from its first byte — */
  const keep = (name, value) => {
    document.cookie = `${name}=${value};path=/;max-age=${YEAR};samesite=lax`;
    try { localStorage.setItem(`hx-${name}`, value); } catch { /* storage may be shut; the cookie is enough */ }
  };
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);
  const display = {
    elder: {
      on: () => "elder" in root.dataset,
      flip() {
        root.toggleAttribute("data-elder");
        keep("elder", this.on() ? "1" : "0");
      },
    },
    theme: {
      on: isDark,
      flip() {
        root.dataset.theme = isDark() ? "light" : "dark";
        keep("theme", root.dataset.theme);
      },
    },
  };
  const showDisplay = () => {
    for (const button of all("[data-toggle]")) button.setAttribute("aria-pressed", display[button.dataset.toggle].on());
  };

  /* — Toasts — */
  const age = (toast) => {
    const seconds = toast.querySelector("[data-seconds]");
    let left = UNDO_SECONDS;
    const tick = setInterval(() => {
      // Someone reading or about to press must not lose the button under her finger.
      if (toast.matches(":hover, :focus-within")) return;
      left -= 1;
      if (seconds) seconds.textContent = left;
      if (left > 0 && toast.isConnected) return;
      clearInterval(tick);
      toast.remove();
    }, 1000);
  };
  const toast = (text, { undo = "", kind = "" } = {}) => {
    const model = document.getElementById(undo ? "toast-undo-model" : "toast-model");
    const box = model.content.firstElementChild.cloneNode(true);
    if (kind) box.classList.add(kind);
    if (kind === "bad") box.setAttribute("role", "alert");
    box.querySelector(".grow").textContent = text;
    if (undo) box.querySelector("[data-undo]").setAttribute("hx-post", undo);
    document.getElementById("toasts").append(box);
    if (undo) htmx.process(box);
    age(box);
  };

  /* — htmx manners: say what happened, that nothing is lost, and how to go on — */
  const sayTrouble = (status) => {
    const words = { 403: WORDS.forbidden, 404: WORDS.missing, 413: WORDS.large, 429: WORDS.often };
    toast(words[status] || WORDS.broken, { kind: "bad" });
  };
  const busy = (event, on) => {
    const { elt, target } = event.detail;
    const button = elt.matches("button") ? elt : event.detail.requestConfig?.triggeringEvent?.submitter;
    if (button?.classList.contains("btn")) on ? button.setAttribute("aria-busy", "true") : button.removeAttribute("aria-busy");
    // The skeleton is drawn over the target by CSS after 300 ms; its content stays, in case nothing comes.
    if (target?.matches("[data-skeleton]")) {
      target.toggleAttribute("data-loading", on);
      target.setAttribute("aria-busy", on);
    }
  };
  const cool = (button) => {
    const face = [...button.childNodes];
    const number = button.form?.elements.mobile;
    const sentTo = number?.value;
    let left = Number(button.dataset.cooldown);
    button.disabled = true;
    const tick = setInterval(() => {
      left -= 1;
      // A number that was put right has had no code yet.
      if (left > 0 && number?.value === sentTo) {
        button.textContent = `${left} ${WORDS.resend}`;
        return;
      }
      button.replaceChildren(...face);
      button.disabled = false;
      clearInterval(tick);
    }, 1000);
  };
  document.addEventListener("htmx:beforeRequest", (event) => busy(event, true));
  document.addEventListener("htmx:afterRequest", (event) => {
    busy(event, false);
    const { elt, successful, xhr } = event.detail;
    // A refusal (422) is shown in its place and counts as an answer, but nothing was sent with it.
    if (successful && xhr.status === 200 && elt.dataset.cooldown) cool(elt);
    if (successful && elt.hasAttribute("data-undo")) elt.closest("[data-toast]").remove();
  });
  // A refusal says its sentence in a toast; the page it was refused on stays as it is.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.serverResponse?.includes("data-refused")) event.detail.swapOverride = "none";
  });
  document.addEventListener("htmx:responseError", ({ detail: { xhr } }) => {
    // Gone: what the page was about has been closed meanwhile. The page itself, opened anew, says what and where to go.
    if (xhr.status === 410) location.reload();
    // The server may have said it itself, with a toast of its own.
    else if (!xhr.getResponseHeader("HX-Trigger")) sayTrouble(xhr.status);
  });
  document.addEventListener("htmx:sendError", () => toast(WORDS.offline, { kind: "bad" }));
  document.addEventListener("htmx:timeout", () => toast(WORDS.slow, { kind: "bad" }));
  // The server asks for a toast with the header HX-Trigger: {"hx:toast": {"text": …, "undo": …, "kind": …}}.
  document.addEventListener("hx:toast", (event) => toast(event.detail.text, event.detail));
  document.addEventListener("hx:close", (event) => document.getElementById(event.detail.value || event.detail.id)?.close());

  /* — Layers: native dialogues bring the focus trap, Esc and the return of focus — */
  const open = (id) => {
    const layer = document.getElementById(id);
    if (layer?.showModal && !layer.open) layer.showModal();
  };
  // An act that cannot be undone asks for its number to be typed.
  const checkTyped = (input) => {
    const button = input.closest("dialog, form").querySelector("[data-confirmed]");
    if (button) button.disabled = input.value.trim() !== input.dataset.confirm;
  };

  /* — Countdowns run on the server's clock: its time at rendering plus what has passed since — */
  const drawn = performance.now();
  const serverNow = () => Number(document.body.dataset.now) + performance.now() - drawn;
  const spanWords = (ms) => {
    const minutes = Math.max(1, Math.floor(Math.abs(ms) / 60000));
    const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
    if (days) return hours ? `${days} 天 ${hours} 小时` : `${days} 天`;
    if (hours) return rest ? `${hours} 小时 ${rest} 分` : `${hours} 小时`;
    return `${rest} 分`;
  };
  const countDown = () => {
    for (const sla of all("[data-due]")) {
      const left = Number(sla.dataset.due) - serverNow();
      sla.querySelector("[data-left]").textContent = `${left > 0 ? "剩" : "已超期"} ${spanWords(left)}`;
      const kind = left <= 7200000 ? "bad" : left <= 86400000 ? "warn" : "ok";
      for (const part of [sla, sla.querySelector(".bar")]) {
        part?.classList.remove("ok", "warn", "bad");
        part?.classList.add(kind);
      }
    }
  };

  /* — Photos: made smaller where they are larger than is taken, and shown before they are sent — */
  const WIDEST = 4000;
  const smaller = async (file) => {
    const image = await createImageBitmap(file);
    const scale = Math.min(1, WIDEST / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [Math.round(image.width * scale), Math.round(image.height * scale)];
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((told) => canvas.toBlob(told, "image/jpeg", 0.85));
    return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: blob.type });
  };
  const fits = (input, file) => !input.dataset.mostMb || file.size <= Number(input.dataset.mostMb) * 1048576;
  const fitted = async (input, note) => {
    const [file] = input.files;
    if (fits(input, file)) return WORDS.chosen;
    note.textContent = WORDS.shrinking;
    const drawn = file.type.startsWith("image/") ? await smaller(file).catch(() => file) : file;
    // Another file was chosen meanwhile: that one is looked at for itself.
    if (input.files[0] !== file) return null;
    const chosen = new DataTransfer();
    if (fits(input, drawn)) chosen.items.add(drawn);
    input.files = chosen.files;
    return chosen.files.length ? WORDS.shrunk : WORDS.heavy(input.dataset.mostMb);
  };
  const preview = async (input) => {
    const box = input.closest("[data-file]");
    const note = box.querySelector("[data-file-note]");
    const named = input.files[0]?.name;
    box.querySelector("img")?.remove();
    if (!named) return;
    const words = await fitted(input, note);
    if (words === null) return;
    const [file] = input.files;
    box.querySelector("[data-file-name]").textContent = file?.name || named;
    note.textContent = file ? `${words} · ${Math.max(1, Math.round(file.size / 1024))} KB` : words;
    if (!file) toast(words, { kind: "bad" });
    if (!file?.type.startsWith("image/")) return;
    const image = new Image();
    image.alt = "";
    image.src = URL.createObjectURL(file);
    image.onload = () => URL.revokeObjectURL(image.src);
    box.prepend(image);
  };

  /* — One listener for all clicks: markup swapped in later needs no wiring — */
  const clicks = {
    "[data-toggle]": (button) => {
      display[button.dataset.toggle].flip();
      showDisplay();
    },
    "[data-open]": (button) => open(button.dataset.open),
    "[data-close]": (button) => button.closest("dialog").close(),
    "[data-toast-close]": (button) => button.closest("[data-toast]").remove(),
    "[data-print]": () => print(),
    "[data-back]": () => history.back(),
  };
  document.addEventListener("click", (event) => {
    for (const [selector, act] of Object.entries(clicks)) {
      const found = event.target.closest(selector);
      if (found) act(found, event);
    }
    // A press on the scrim, outside the layer's own box, closes it.
    if (event.target.matches("dialog:not([data-stay])")) event.target.close();
    for (const menu of all("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") for (const menu of all("details.menu[open]")) menu.open = false;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      const find = document.querySelector("[data-find]");
      if (!find) return;
      event.preventDefault();
      find.focus();
      find.select();
    }
  });
  // What was wrong with a field is not said any longer while it is put right; sending says it anew.
  const pardon = (control) => {
    const marked = control.closest("[aria-invalid=true]");
    const error = marked?.closest(".field")?.querySelector(".error");
    if (!marked || !error) return;
    marked.removeAttribute("aria-invalid");
    const described = marked.closest("[aria-describedby]");
    described?.setAttribute("aria-describedby", described.getAttribute("aria-describedby").replace(error.id, "").trim());
    error.remove();
  };
  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-confirm]")) checkTyped(event.target);
    pardon(event.target);
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-file] input")) preview(event.target);
  });

  const line = () => {
    const bar = document.querySelector("[data-offline]");
    if (bar) bar.hidden = navigator.onLine;
  };
  addEventListener("offline", line);
  addEventListener("online", line);

  // From the top of the page, so that nothing lies half under a bar that sticks; further down only if it must.
  const focusOn = (element) => {
    if (!element) return;
    element.focus({ preventScroll: true });
    scrollTo(0, 0);
    if (element.getBoundingClientRect().bottom > innerHeight) element.scrollIntoView();
  };
  // After each swap: the error summary takes the focus, so that it is read first.
  const settle = (scope) => {
    focusOn(scope.querySelector("[data-focus]"));
    for (const box of all("[data-toast]:not([data-aged])", scope)) {
      box.dataset.aged = "";
      age(box);
    }
    showDisplay();
    countDown();
  };
  document.addEventListener("htmx:load", (event) => settle(event.detail.elt.parentElement || document));
  const start = () => {
    settle(document);
    line();
    setInterval(countDown, 30000);
  };
  window.hx = { toast, open, serverNow };
  document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", start) : start();
})();
