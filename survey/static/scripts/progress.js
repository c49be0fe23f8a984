// How far the form has come, and the button that sends it.
(function (here) {
  "use strict";

  var sutcharit = (here.sutcharit = here.sutcharit || {});
  var isSending = false;

  function isAnswered(part) {
    return part.querySelector("input:checked");
  }

  sutcharit.progress = {
    // The parts that still have no answer.
    missing: function (form) {
      return Array.prototype.filter.call(form.querySelectorAll("[data-item] [role=radiogroup]"), function (part) {
        return !isAnswered(part);
      });
    },

    show: function (form) {
      var items = form.querySelectorAll("[data-item]");
      var done = Array.prototype.filter.call(items, function (item) {
        return Array.prototype.every.call(item.querySelectorAll("[role=radiogroup]"), isAnswered);
      }).length;
      var numbers = [done, items.length];
      var line = form.querySelector("[data-progress]");
      var bar = line.parentNode.querySelector("progress");
      line.textContent = line.getAttribute("data-progress").replace(/#/g, function () {
        return numbers.shift();
      });
      bar.value = done;
      bar.hidden = false;
    },

    // Where the browser sends the form: a line that goes dead must not lock the button; sending again stores nothing twice.
    unlockLater: function (form) {
      setTimeout(sutcharit.progress.setSending, 15000, form, false);
    },

    isSending: function () {
      return isSending;
    },

    setSending: function (form, is) {
      var button = form.querySelector("[data-sending]");
      var words = button.getAttribute("data-words") || button.textContent;
      isSending = is;
      button.setAttribute("data-words", words);
      button.textContent = is ? button.getAttribute("data-sending") : words;
      button.setAttribute("aria-disabled", String(is));
    }
  };
})(self);
