// The one-time code travels in the fragment, which no server sees; it goes into its field and out of the address, so that
// history does not keep it.
(function (here) {
  "use strict";

  var sutcharit = (here.sutcharit = here.sutcharit || {});

  sutcharit.takeCode = function (form) {
    var found = /^#((?:[0-9a-z]{4}-){2}[0-9a-z]{4})$/i.exec(location.hash);
    var field = form.elements.code;
    if (!found) {
      return;
    }
    history.replaceState(history.state, "", location.pathname + location.search);
    if (field) {
      field.value = found[1].toUpperCase();
      form.querySelector("[data-code-typed]").hidden = true;
      form.querySelector("[data-code-filled]").hidden = false;
    }
  };
})(self);
