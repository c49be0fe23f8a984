// For how many whole seconds the form was open when it is sent, noted at the press and counted only as far as it matters: nobody
// learns more than that. Unknown where answers are older than the page they are on.
(function (here) {
  "use strict";

  var sutcharit = (here.sutcharit = here.sutcharit || {});
  var since = 0;
  var isKnown = true;

  function now() {
    return here.performance.now() / 1000;
  }

  function field() {
    return document.querySelector("[name=elapsed]");
  }

  sutcharit.elapsed = {
    // A page on which the server has something to say goes on from where the last one was.
    begin: function (form) {
      since = now() - Number(field().value);
      isKnown = Boolean(field().value) || !form.querySelector("input:checked");
    },

    restart: function () {
      since = now();
      isKnown = true;
    },

    forget: function () {
      isKnown = false;
    },

    note: function () {
      field().value = isKnown ? Math.min(field().getAttribute("data-most"), Math.floor(now() - since)) : "";
    }
  };
})(self);
