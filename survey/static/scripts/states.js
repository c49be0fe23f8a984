// What the page says of the answers on this device: each state is written on the page and hidden until it is true.
(function (here) {
  "use strict";

  var sutcharit = (here.sutcharit = here.sutcharit || {});

  function find(name) {
    return document.querySelector("[data-state=" + name + "]");
  }

  sutcharit.states = {
    // Show a state: of its cases only those that are named, with a number where the words have a #.
    show: function (name, cases, number) {
      var state = find(name);
      Array.prototype.forEach.call(state.querySelectorAll("[data-case]"), function (one) {
        one.hidden = cases.indexOf(one.getAttribute("data-case")) < 0;
      });
      Array.prototype.forEach.call(state.querySelectorAll("[data-words]"), function (one) {
        one.textContent = one.getAttribute("data-words").replace("#", number);
      });
      state.hidden = false;
      return state;
    },

    hide: function (name) {
      find(name).hidden = true;
    },

    // Do something when a button of a state is pressed.
    onPress: function (name, what) {
      Array.prototype.forEach.call(document.querySelectorAll("[data-act=" + name + "]"), function (button) {
        button.addEventListener("click", what);
      });
    }
  };
})(self);
