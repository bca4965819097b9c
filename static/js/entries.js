/* The sheet of values: rows save themselves as drafts; the page works the same without this. */
(function () {
  "use strict";

  const form = document.querySelector("form[data-entries]");
  if (!form) return;
  const saved = form.querySelector("[data-saved]");
  const keys = form.querySelector("[data-keys]");
  if (keys) keys.hidden = false;
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const waiting = new Map();
  const running = new Map();

  function rowOf(element) { return element.closest("[data-row]"); }

  function controls(row) {
    return Array.from(row.querySelectorAll("[data-value] input, [data-value] select, [data-value] textarea, .pp-cell input, .pp-cell select, .pp-cell textarea"))
      .filter(function (el, index, all) { return all.indexOf(el) === index; });
  }

  function content(row) {
    const data = new FormData();
    row.querySelectorAll("input[name], select[name], textarea[name]").forEach(function (el) {
      if (el.type !== "radio") data.append(el.name, el.value);
    });
    return data;
  }

  /* Half a second after the last key, or when the field is left. */
  function later(row, wait) {
    clearTimeout(waiting.get(row));
    waiting.set(row, setTimeout(function () { save(row); }, wait));
  }

  /* One request of a row at a time, so that an old answer never follows a new one. */
  function save(row) {
    clearTimeout(waiting.get(row));
    waiting.delete(row);
    const before = running.get(row) || Promise.resolve();
    const now = before.then(function () { return send(row); });
    running.set(row, now);
    return now.finally(function () { if (running.get(row) === now) running.delete(row); });
  }

  function send(row) {
    return fetch(row.dataset.url, { method: "POST", body: content(row), headers: { "X-CSRFToken": token } })
      .then(function (response) {
        if (!response.ok || response.redirected) throw new Error(String(response.status));
        return response.json();
      })
      .then(function (told) { show(row, told); })
      .catch(function () { say(form.dataset.failed, true); });
  }

  function say(text, wrong) {
    if (!saved) return;
    saved.textContent = text;
    saved.classList.toggle("pp-error-text", Boolean(wrong));
  }

  function show(row, told) {
    const state = told.state === "conflict" && row.dataset.state !== "conflict" ? "conflict" : told.state;
    row.classList.remove("pp-entry--" + row.dataset.state);
    row.dataset.state = state;
    row.classList.add("pp-entry--" + state);
    row.toggleAttribute("data-ready", told.ready);
    const chip = row.querySelector("[data-chip]");
    if (chip) chip.innerHTML = told.chip;
    const worth = row.querySelector("[data-worth]");
    if (worth && worth.textContent !== told.worth) worth.textContent = told.worth;
    row.querySelectorAll("[data-error]").forEach(function (place) { mark(place, told.errors[place.dataset.error] || ""); });
    deviation(row, told.whole);
    if (told.refusal) say(told.refusal, true);
    else say(told.saved, false);
    count();
  }

  function mark(place, text) {
    const control = place.parentElement.querySelector("input, select, textarea");
    place.textContent = text;
    place.hidden = !text;
    control.classList.toggle("is-invalid", Boolean(text));
    if (text) {
      control.setAttribute("aria-invalid", "true");
      control.setAttribute("aria-describedby", place.id);
    } else {
      control.removeAttribute("aria-invalid");
      control.removeAttribute("aria-describedby");
    }
  }

  /* The reason of less than 100 is asked once there is a value, and it is less. */
  function deviation(row, whole) {
    const cell = row.querySelector("[data-deviation]");
    if (!cell || cell.querySelector("input").value || cell.querySelector("[aria-invalid]")) return;
    const values = Array.from(row.querySelectorAll("[data-value] input, [data-value] select, [data-value] textarea"));
    cell.hidden = whole || values.every(function (el) { return !el.value; });
  }

  function count() {
    const place = form.querySelector("[data-ready-count]");
    if (place) place.textContent = form.querySelectorAll("[data-row][data-ready]").length;
  }

  /* What is worth in a ratio without a denominator is asked only when it is 0. */
  function zero(row) {
    const cell = row.querySelector(".pp-cell--zero_percent");
    const below = row.querySelector(".pp-cell--denominator input");
    if (cell && below) cell.hidden = !/^\s*0+([.,]0*)?\s*$/.test(below.value);
  }

  form.addEventListener("input", function (event) {
    const row = rowOf(event.target);
    if (!row || event.target.type === "radio") return;
    zero(row);
    later(row, 500);
  });
  form.addEventListener("change", function (event) {
    const row = rowOf(event.target);
    if (row && event.target.type !== "radio") save(row);
  });

  function same(row, control) {
    const name = control.name.slice(control.name.indexOf("-"));
    const rows = Array.from(form.querySelectorAll("[data-row]"));
    const next = rows.slice(rows.indexOf(row) + 1);
    for (const other of next) {
      const match = other.querySelector("[name$='" + name + "']") || other.querySelector("[data-value] input, [data-value] select");
      if (match) return match;
    }
    return form.querySelector("[name=send]");
  }

  function undo(row) {
    controls(row).forEach(function (el) {
      if (el.tagName === "SELECT") {
        Array.from(el.options).forEach(function (option) { option.selected = option.defaultSelected; });
      } else el.value = el.defaultValue;
    });
    zero(row);
    save(row);
  }

  form.addEventListener("keydown", function (event) {
    const row = rowOf(event.target);
    const typing = row && event.target.matches("input:not([type=hidden]):not([type=radio]), select, textarea");
    if (event.key === "Enter" && typing && !event.target.matches("textarea")) {
      event.preventDefault();
      if (waiting.has(row)) save(row);
      same(row, event.target).focus();
    } else if (event.key === "Escape" && typing) {
      event.preventDefault();
      undo(row);
    }
  });
  document.addEventListener("keydown", function (event) {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    const row = document.activeElement && rowOf(document.activeElement);
    const rows = new Set(waiting.keys());
    if (row) rows.add(row);
    rows.forEach(save);
  });

  form.querySelectorAll("[data-row]").forEach(function (row) {
    zero(row);
    deviation(row, row.hasAttribute("data-whole"));
  });

  /* What is being sent needs no draft any more. */
  form.addEventListener("submit", function () {
    waiting.forEach(clearTimeout);
    waiting.clear();
  });

  /* Leaving with a field just typed: what waits is sent without asking. */
  window.addEventListener("pagehide", function () {
    waiting.forEach(function (_timer, row) {
      const data = content(row);
      data.append("csrfmiddlewaretoken", token);
      navigator.sendBeacon(row.dataset.url, data);
    });
  });
})();
