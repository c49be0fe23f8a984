// Keeps the figures of a results page up to date while its round is open: asks now and then with the mark of what is shown, and
// is sent nothing while that is the same. What is unfolded stays unfolded, and whoever is somewhere on the page stays there.
(function () {
  "use strict";

  // Each question counts as use of the session, so that a page that is left open must stop some day for that to end.
  var LONGEST = 2 * 60 * 60 * 1000;
  var line = document.querySelector("[data-refreshed-every]");
  var told = document.querySelector("[data-told]");
  var words = line && line.querySelector("[data-words]");
  if (!words || !window.fetch || !window.DOMParser) {
    return;
  }
  var every = line.getAttribute("data-refreshed-every") * 1000;
  var began = Date.now();
  var mark = "";
  var timer = 0;
  var isAsking = false;

  function figures(within) {
    return within.getElementById("figures");
  }

  function all(within, selector) {
    return Array.prototype.slice.call(within.querySelectorAll(selector));
  }

  function say(name) {
    words.textContent = words.getAttribute(name);
  }

  // Where the focus is, as something that can be found again among new elements: links, folds and tables keep their order.
  var FOCUSABLE = "a[href], summary, [tabindex]";
  function placeOf(focused, region) {
    var fold = focused.closest("[data-fold]");
    if (focused.localName === "summary" && fold) {
      return "[data-fold='" + fold.getAttribute("data-fold") + "'] > summary";
    }
    return all(region, FOCUSABLE).indexOf(focused);
  }
  function found(place, region) {
    return typeof place === "number" ? all(region, FOCUSABLE)[place] : region.querySelector(place);
  }

  function isSelecting(region) {
    var selected = window.getSelection();
    return Boolean(selected) && !selected.isCollapsed && region.contains(selected.anchorNode);
  }

  function show(text) {
    var region = figures(document);
    var next = figures(new DOMParser().parseFromString(text, "text/html"));
    if (!next) {
      return false;
    }
    var open = all(region, "details[data-fold][open]").map(function (one) {
      return one.getAttribute("data-fold");
    });
    all(next, "details[data-fold]").forEach(function (one) {
      one.open = open.indexOf(one.getAttribute("data-fold")) >= 0;
    });
    var place = region.contains(document.activeElement) ? placeOf(document.activeElement, region) : -1;
    var isOther = next.getAttribute("data-summary") !== region.getAttribute("data-summary");
    next = document.importNode(next, true);
    region.parentNode.replaceChild(next, region);
    var again = place === -1 ? null : found(place, next);
    if (again) {
      again.focus({ preventScroll: true });
    }
    if (isOther) {
      told.textContent = next.getAttribute("data-summary");
    }
    return true;
  }

  function later() {
    clearTimeout(timer);
    if (Date.now() - began < LONGEST) {
      timer = setTimeout(ask, every);
    } else {
      say("data-stopped");
    }
  }

  function ask() {
    if (document.hidden || isAsking || isSelecting(figures(document))) {
      later();
      return;
    }
    isAsking = true;
    var headers = mark ? { "If-None-Match": mark } : {};
    fetch(location.pathname, { headers: headers, cache: "no-store", credentials: "same-origin", redirect: "error" })
      .then(function (answer) {
        if (answer.status === 304) {
          return true;
        }
        if (!answer.ok) {
          return false;
        }
        var next = answer.headers.get("ETag") || "";
        return answer.text().then(function (text) {
          var isShown = show(text);
          mark = isShown ? next : "";
          return isShown;
        });
      })
      .catch(function () {
        return false;
      })
      .then(function (isGood) {
        isAsking = false;
        say(isGood ? "data-words" : "data-failed");
        later();
      });
  }

  document.addEventListener("visibilitychange", function () {
    if (!document.hidden) {
      clearTimeout(timer);
      ask();
    }
  });
  say("data-words");
  later();
})();
