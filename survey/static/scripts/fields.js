// What a form holds, as pairs of name and value in the order of the page; and the same put back, or taken away.
(function (here) {
  "use strict";

  var sutcharit = (here.sutcharit = here.sutcharit || {});

  function each(form, what) {
    Array.prototype.forEach.call(form.elements, function (field) {
      if (field.name && field.type !== "submit" && field.type !== "button") {
        what(field, field.type === "radio" || field.type === "checkbox");
      }
    });
  }

  function pairs(form, isWanted) {
    var found = [];
    each(form, function (field, isTicked) {
      if ((!isTicked || field.checked) && isWanted(field)) {
        found.push([field.name, field.value]);
      }
    });
    return found;
  }

  sutcharit.fields = {
    // Everything, as it is sent.
    all: function (form) {
      return pairs(form, function () {
        return true;
      });
    },

    // What may stay on this device: never the code, nor a key.
    kept: function (form) {
      return pairs(form, function (field) {
        return field.value && field.type !== "hidden" && !field.hasAttribute("data-unkept");
      });
    },

    fill: function (form, pairs) {
      each(form, function (field, isTicked) {
        pairs.forEach(function (pair) {
          if (pair[0] === field.name && field.type !== "hidden") {
            if (!isTicked) {
              field.value = pair[1];
            } else if (pair[1] === field.value) {
              field.checked = true;
            }
          }
        });
      });
    },

    // Emptied, also of what the page came with.
    clear: function (form) {
      each(form, function (field, isTicked) {
        if (isTicked) {
          field.checked = false;
        } else if (field.type !== "hidden") {
          field.value = "";
        }
      });
    }
  };
})(self);
