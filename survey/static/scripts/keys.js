// The key under which answers are stored once, however often they are sent.
(function (here) {
  "use strict";

  var sutcharit = (here.sutcharit = here.sutcharit || {});

  function field() {
    // By its name alone: the button that sends has its id.
    return document.querySelector("[name=submission-key]");
  }

  sutcharit.keys = {
    of: function () {
      return field().value;
    },

    // Answers that go on after an attempt to send them go out under the key of that attempt.
    use: function (key) {
      field().value = key;
      history.replaceState(key, "");
    },

    // 128 random bits in hexadecimal, as the server mints them.
    mint: function () {
      field().value = Array.prototype.map
        .call(crypto.getRandomValues(new Uint8Array(16)), function (one) {
          return ("0" + one.toString(16)).slice(-2);
        })
        .join("");
    },

    renew: function () {
      sutcharit.keys.mint();
      history.replaceState(field().value, "");
    },

    // A browser that comes back to this page brings back what was chosen, but not the key it was sent under.
    keep: function (form) {
      if (history.state && form.querySelector("input:checked")) {
        field().value = history.state;
      } else if (field().value) {
        history.replaceState(field().value, "");
      } else {
        // A page from this device carries none: see offline.js.
        sutcharit.keys.renew();
      }
    },

    forget: function () {
      field().value = "";
      history.replaceState(null, "");
    }
  };
})(self);
