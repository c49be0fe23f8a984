// Comfort for the form that is answered; everything works without it. Written for the browsers of old phones.
(function () {
  "use strict";

  var form = document.querySelector("form[data-respond]");
  var problems = document.querySelector("[data-problems]");
  var line = document.querySelector("[data-progress]");
  var button = form.querySelector("[data-sending]");
  var code = form.elements.code;
  var words = button.textContent;
  var sending = false;

  // The code travels in the fragment, which no server sees; taken out of the address so that history does not keep it.
  function takeCode() {
    var found = /^#((?:[0-9a-z]{4}-){2}[0-9a-z]{4})$/i.exec(location.hash);
    if (!found) {
      return;
    }
    history.replaceState(history.state, "", location.pathname + location.search);
    if (code) {
      code.value = found[1].toUpperCase();
      form.querySelector("[data-code-typed]").hidden = true;
      form.querySelector("[data-code-filled]").hidden = false;
    }
  }

  // A browser that comes back to this page brings back what was chosen, but not the key it was sent under; with that key,
  // sending once more stores nothing twice.
  function keepKey() {
    var key = form.querySelector("[name=submission-key]");
    if (history.state && form.querySelector("input:checked")) {
      key.value = history.state;
    } else {
      history.replaceState(key.value, "");
    }
  }

  // Answers that have arrived are not for whoever goes back at this screen; thanks.js leaves the word.
  function haveArrived() {
    var arrived = false;
    try {
      arrived = sessionStorage.getItem("arrived");
      sessionStorage.removeItem("arrived");
    } catch (refused) {
      // A browser that keeps nothing for us.
    }
    return arrived && form.querySelector("input:checked");
  }

  function isAnswered(item) {
    return Array.prototype.every.call(item.querySelectorAll("[role=radiogroup]"), function (part) {
      return part.querySelector("input:checked");
    });
  }

  function showProgress() {
    var items = form.querySelectorAll("[data-item]");
    var done = Array.prototype.filter.call(items, isAnswered).length;
    var numbers = [done, items.length];
    var bar = line.parentNode.querySelector("progress");
    line.textContent = line.getAttribute("data-progress").replace(/#/g, function () {
      return numbers.shift();
    });
    bar.value = done;
    bar.hidden = false;
  }

  function setSending(is) {
    sending = is;
    button.textContent = is ? button.getAttribute("data-sending") : words;
    button.setAttribute("aria-disabled", String(is));
  }

  form.addEventListener("change", showProgress);
  form.addEventListener("submit", function (event) {
    if (sending) {
      event.preventDefault();
      return;
    }
    setSending(true);
    // A line that went dead must not lock the button; sending again stores nothing twice.
    setTimeout(setSending, 15000, false);
  });
  window.addEventListener("pageshow", function () {
    if (haveArrived()) {
      location.replace(location.pathname);
      return;
    }
    keepKey();
    setSending(false);
    showProgress();
  });
  window.addEventListener("hashchange", takeCode);

  document.documentElement.classList.add("scripted");
  takeCode();
  showProgress();
  if (problems) {
    problems.focus();
  }
})();
