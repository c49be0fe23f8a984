// What is missing, said without the server: needed only where there is no network to ask.
(function (here) {
  "use strict";

  var sutcharit = (here.sutcharit = here.sutcharit || {});

  function element(name, className, words) {
    var made = document.createElement(name);
    made.className = className;
    made.textContent = words;
    return made;
  }

  function lastOf(nodes) {
    return nodes[nodes.length - 1];
  }

  // The number that stands before a part, or before the item it is the whole of.
  function numberOf(part) {
    var text = document.getElementById(lastOf(part.getAttribute("aria-labelledby").split(" ")));
    return text.querySelector("span").textContent.replace(/\.$/, "");
  }

  function problem(form, field) {
    var isPart = field.getAttribute("role") === "radiogroup";
    return {
      field: field,
      anchor: isPart ? field.querySelector("input").id : field.id,
      words: isPart ? form.getAttribute("data-missing-part").replace("#", numberOf(field)) : field.getAttribute("data-missing")
    };
  }

  function hide() {
    Array.prototype.forEach.call(document.querySelectorAll("[data-problems]"), function (summary) {
      summary.parentNode.removeChild(summary);
    });
  }

  function mark(one) {
    if (!one.field.classList.contains("missing") && one.field.getAttribute("role") === "radiogroup") {
      one.field.classList.add("missing");
      one.field.insertBefore(element("p", "problem", one.words), one.field.firstChild);
    }
  }

  sutcharit.problems = {
    of: function (form) {
      var code = form.elements.code;
      var fields = code && !code.value.trim() ? [code] : [];
      return fields.concat(sutcharit.progress.missing(form)).map(function (field) {
        return problem(form, field);
      });
    },

    hide: hide,

    show: function (form, problems) {
      var summary = element("div", "problems", "");
      var list = document.createElement("ul");
      hide();
      summary.setAttribute("role", "alert");
      summary.setAttribute("data-problems", "");
      summary.tabIndex = -1;
      summary.appendChild(element("h2", "", form.getAttribute("data-missing").replace("#", problems.length)));
      problems.forEach(function (one) {
        var link = element("a", "", one.words);
        link.href = "#" + one.anchor;
        list.appendChild(document.createElement("li")).appendChild(link);
        mark(one);
      });
      summary.appendChild(list);
      form.parentNode.insertBefore(summary, form.parentNode.firstChild);
      summary.focus();
    }
  };
})(self);
