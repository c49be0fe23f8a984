// Typing in paper forms by the digits of the steps. Without it the page is ordinary radio buttons.
(function () {
  "use strict";

  var form = document.querySelector("form[data-entry]");
  var parts = Array.prototype.slice.call(form.querySelectorAll("[data-part]"));
  var save = form.querySelector("button[type=submit]");
  var place = form.querySelector("[data-place]");
  var told = form.querySelector("[data-told]");
  var problems = document.querySelector("[data-problems]");
  var keys = document.querySelector("[data-keys]");
  var now = -1;

  function options(part) {
    return Array.prototype.slice.call(part.querySelectorAll("input"));
  }

  function chosen(part) {
    return part.querySelector("input:checked");
  }

  function isStep(option) {
    return option.value !== "0";
  }

  function partOf(element) {
    while (element && element !== form) {
      if (parts.indexOf(element) >= 0) {
        return parts.indexOf(element);
      }
      element = element.parentNode;
    }
    return -1;
  }

  // The words that an element has for a state, with a text for each "#" in turn.
  function say(element, name, texts) {
    element.textContent = element.getAttribute(name).replace(/#/g, function () {
      return texts.shift();
    });
  }

  function show(at) {
    if (parts[now]) {
      parts[now].classList.remove("current");
    }
    now = at;
    told.textContent = "";
    parts[now].classList.add("current");
    count();
  }

  function count() {
    if (parts[now]) {
      say(place, "data-place", [parts[now].getAttribute("data-part"), parts.filter(chosen).length, parts.length]);
    }
  }

  function go(to) {
    var part = parts[Math.max(0, to)];
    var target = part ? chosen(part) || options(part)[0] : save;
    target.focus();
    if (part) {
      show(Math.max(0, to));
    }
    // Before it comes to the edge of the window, so that what is next is in sight too.
    var box = (part || save).getBoundingClientRect();
    var height = window.innerHeight;
    if (box.top < height * 0.2 || box.bottom > height * 0.7) {
      window.scrollTo(0, box.top + window.pageYOffset - height * 0.3);
    }
  }

  // The digit that is typed; else that of the key, because on a Thai keyboard the row of digits types letters.
  function digit(event) {
    var typed = "0123456789๐๑๒๓๔๕๖๗๘๙".indexOf(event.key);
    var row = /^Digit(\d)$/.exec(event.code || "");
    if (event.key && event.key.length === 1 && typed >= 0) {
      return typed % 10;
    }
    return row && !event.shiftKey ? Number(row[1]) : -1;
  }

  function choose(step) {
    var all = options(parts[now]);
    var option = all.filter(function (one) {
      return one.value === String(step);
    })[0];
    if (!option && step > 0) {
      say(told, "data-told", [parts[now].getAttribute("data-part"), String(all.filter(isStep).length)]);
      return;
    }
    all.forEach(function (one) {
      one.checked = one === option;
    });
    count();
    go(now + 1);
  }

  function act(event) {
    var step = digit(event);
    if (event.repeat) {
      // A key that is held down is one answer, also where it was pressed on the page before.
      event.preventDefault();
      return;
    }
    if (step >= 0) {
      choose(step);
    } else if (event.key === " " || event.key === "Spacebar") {
      choose(0);
    } else if (event.key === "Enter" || event.key === "ArrowDown" || event.key === "Down") {
      go(now + 1);
    } else if (event.key === "Backspace" || event.key === "ArrowUp" || event.key === "Up") {
      go(now - 1);
    } else {
      return;
    }
    event.preventDefault();
  }

  document.addEventListener("keydown", function (event) {
    var isBack = event.key === "Backspace" || event.key === "ArrowUp" || event.key === "Up";
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) {
      return;
    }
    if (event.target === save && isBack) {
      event.preventDefault();
      go(parts.length - 1);
    } else if (partOf(event.target) >= 0 || (event.target === document.body && now >= 0)) {
      act(event);
    }
  });
  form.addEventListener("focusin", function (event) {
    if (partOf(event.target) >= 0) {
      show(partOf(event.target));
    }
  });
  form.addEventListener("change", count);

  if (keys) {
    keys.hidden = false;
  }
  if (problems) {
    problems.focus();
  } else if (form.getAttribute("data-entry") !== "careful") {
    // On a page to think about, nothing happens before a part has been gone to.
    go(0);
  }
})();
