/* Small helps on top of pages that work without them. No inline code, no eval. */
(function () {
  "use strict";

  /* Buttons that open and close the element named in aria-controls (menu, filters, steps). */
  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-toggle-open]");
    if (!button) return;
    const target = document.getElementById(button.getAttribute("aria-controls"));
    const open = target.toggleAttribute("data-open");
    button.setAttribute("aria-expanded", String(open));
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    const button = document.querySelector("[data-toggle-open][aria-expanded=true]");
    if (button) {
      button.click();
      button.focus();
    }
  });

  /* A refused action keeps its button: pressing it does nothing, the reason stands beside it. */
  document.addEventListener("click", function (event) {
    if (event.target.closest("[aria-disabled=true]")) event.preventDefault();
  });

  /* The summary of errors is the first thing to read after a refused save. */
  const summary = document.querySelector("[data-error-summary]");
  if (summary) summary.focus();

  /* Choosing in a list marked data-autosubmit sends its form. */
  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-autosubmit]")) event.target.form.requestSubmit();
  });

  /* Warn before leaving a form marked data-unsaved with something typed in it. */
  const changed = new Set();
  document.querySelectorAll("form[data-unsaved]").forEach(function (form) {
    if (form.querySelector("[data-error-summary]")) changed.add(form);
    form.addEventListener("input", function () { changed.add(form); });
    form.addEventListener("submit", function () { changed.delete(form); });
  });
  window.addEventListener("beforeunload", function (event) {
    if (changed.size) event.preventDefault();
  });

  /* A form marked data-once is sent once, however often its button is pressed. */
  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (!form.matches("[data-once]")) return;
    if (form.hasAttribute("data-sent")) event.preventDefault();
    form.setAttribute("data-sent", "");
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("[data-sent]").forEach(function (form) { form.removeAttribute("data-sent"); });
  });

  /* Sets of rows. Markup:
       <div data-formset="phases">                        the prefix of the Django formset
         {{ formset.management_form }}
         <div data-formset-rows> <div data-formset-row>…</div> … </div>
         <template data-formset-template> <div data-formset-row>… __prefix__ …</div> </template>
         <button type="button" data-formset-add>
     In a row: data-formset-remove, data-formset-up, data-formset-down (buttons), the fields
     …-DELETE and …-order (or …-ORDER) of Django. Without scripts DELETE and order are filled in
     by hand; data-formset-manual marks what is shown only then. */
  function field(row, name) {
    return row.querySelector("[name$='-" + name + "']");
  }

  function rowsOf(set) {
    return Array.from(set.querySelectorAll("[data-formset-row]:not([hidden])"))
      .filter(function (row) { return row.closest("[data-formset]") === set; });
  }

  function renumber(set) {
    const rows = rowsOf(set);
    rows.forEach(function (row, index) {
      const order = field(row, "order") || field(row, "ORDER");
      if (order) order.value = index + 1;
      const shown = row.querySelector("[data-formset-number]");
      if (shown) shown.textContent = index + 1;
      toggleMove(row, "up", index === 0);
      toggleMove(row, "down", index === rows.length - 1);
    });
  }

  function toggleMove(row, way, last) {
    const button = row.querySelector("[data-formset-" + way + "]");
    if (button) button.setAttribute("aria-disabled", String(last));
  }

  function addRow(set) {
    const total = set.querySelector("[name$='-TOTAL_FORMS']");
    const source = set.querySelector("template[data-formset-template]");
    const holder = document.createElement("template");
    holder.innerHTML = source.innerHTML.replaceAll("__prefix__", total.value);
    const row = holder.content.querySelector("[data-formset-row]");
    set.querySelector("[data-formset-rows]").append(row);
    total.value = Number(total.value) + 1;
    row.querySelectorAll("[data-formset-manual]").forEach(function (el) { el.hidden = true; });
    renumber(set);
    const first = row.querySelector("input:not([type=hidden]), select, textarea");
    if (first) first.focus();
  }

  /* The row stays in the page, hidden and marked, so that Django deletes it and indexes hold. */
  function removeRow(set, row) {
    const rows = rowsOf(set);
    const next = rows[rows.indexOf(row) + 1] || rows[rows.indexOf(row) - 1];
    const mark = field(row, "DELETE");
    if (mark) {
      mark.checked = true;
      row.hidden = true;
    }
    renumber(set);
    const target = next ? next.querySelector("input:not([type=hidden]), select, textarea") : null;
    (target || set.querySelector("[data-formset-add]")).focus();
  }

  function moveRow(set, row, step) {
    const rows = rowsOf(set);
    const other = rows[rows.indexOf(row) + step];
    if (!other) return;
    if (step < 0) other.before(row);
    else other.after(row);
    renumber(set);
  }

  function act(button) {
    const set = button.closest("[data-formset]");
    const row = button.closest("[data-formset-row]");
    if (button.matches("[data-formset-add]")) addRow(set);
    else if (button.matches("[data-formset-remove]")) removeRow(set, row);
    else if (button.matches("[data-formset-up]")) moveRow(set, row, -1);
    else moveRow(set, row, 1);
    set.dispatchEvent(new Event("input", { bubbles: true }));
    if (button.isConnected && !button.closest("[hidden]") && !button.matches("[data-formset-add]")) button.focus();
  }

  document.addEventListener("click", function (event) {
    const button = event.target.closest(
      "[data-formset-add], [data-formset-remove], [data-formset-up], [data-formset-down]");
    if (!button) return;
    event.preventDefault();
    if (button.getAttribute("aria-disabled") !== "true") act(button);
  });

  document.querySelectorAll("[data-formset]").forEach(function (set) {
    set.querySelectorAll("[data-formset-manual]").forEach(function (el) { el.hidden = true; });
    set.querySelectorAll("[data-formset-row]").forEach(function (row) {
      const mark = field(row, "DELETE");
      if (mark && mark.checked) row.hidden = true;
    });
    renumber(set);
  });
})();
