// A kiosk forgets: its form is emptied when somebody has answered or gone away, and it keeps nothing on the device.
(function (here) {
  "use strict";

  var sutcharit = here.sutcharit;
  var fields = sutcharit.fields;
  var elapsed = sutcharit.elapsed;
  var progress = sutcharit.progress;
  var states = sutcharit.states;
  var idle = document.querySelector("[data-idle]");
  var back = document.querySelector("[data-back]");
  var form = document.querySelector("form[data-respond]");
  var start = idle.getAttribute("data-start");
  var IDLE_AFTER = 90;
  var ASKED_FOR = 30;
  var touched = Date.now();
  var focused = null;

  function count(line, seconds) {
    line.textContent = line.getAttribute("data-words").replace("#", seconds);
  }

  // Nothing behind the question can be reached while it is asked.
  function setAsking(is) {
    idle.hidden = !is;
    Array.prototype.forEach.call(document.querySelectorAll("header, main, footer, .skip"), function (one) {
      one.inert = is;
    });
  }

  function hideQuestion() {
    if (!idle.hidden) {
      setAsking(false);
      if (focused) {
        focused.focus();
      }
    }
  }

  function ask(seconds) {
    count(idle.querySelector("[data-words]"), seconds);
    if (idle.hidden) {
      focused = document.activeElement;
      setAsking(true);
      idle.querySelector("button").focus();
    }
  }

  // Without network there is no new page to be had: the one there is becomes as new.
  function emptyInPlace() {
    touched = Date.now();
    if (form) {
      fields.clear(form);
      sutcharit.keys.mint();
      elapsed.restart();
      sutcharit.problems.hide();
      states.hide("unsent");
      progress.show(form);
      focused = null;
      hideQuestion();
      scrollTo(0, 0);
    }
  }

  function toStart() {
    touched = Date.now();
    if (!here.fetch) {
      location.replace(start);
      return;
    }
    fetch(start, { cache: "no-store" }).then(function (response) {
      if (response.status < 500) {
        location.replace(start);
      } else {
        emptyInPlace();
      }
    }, emptyInPlace);
  }

  function isAsNew() {
    return form && !location.search && !scrollY && !fields.kept(form).length && !document.querySelector("[data-problems]");
  }

  function tick() {
    var left = Math.ceil((back ? Number(back.getAttribute("data-back")) : IDLE_AFTER) - (Date.now() - touched) / 1000);
    if (isAsNew()) {
      touched = Date.now();
      // Whoever comes now has not been here for as long as the page has.
      elapsed.restart();
      hideQuestion();
    } else if (left <= 0) {
      toStart();
    } else if (back) {
      count(back, left);
    } else if (left <= ASKED_FOR) {
      ask(left);
    }
  }

  function touch() {
    if (!back) {
      touched = Date.now();
      hideQuestion();
    }
  }

  function answered() {
    progress.show(form);
    // Another language is another page, and that would not have what has been chosen here.
    Array.prototype.forEach.call(document.querySelectorAll(".switches [hreflang]"), function (link) {
      link.hidden = true;
    });
  }

  function send() {
    var item = { path: location.pathname, query: location.search, fields: fields.all(form) };
    progress.setSending(form, true);
    states.hide("unsent");
    sutcharit.post(item).then(function (came) {
      if (came === "sent") {
        location.replace(item.path + "/thanks" + item.query);
      } else if (typeof came === "number") {
        // The round has closed, or the like: the start says so.
        location.replace(start);
      } else {
        progress.setSending(form, false);
        states.show("unsent", []).focus();
      }
    });
  }

  function submit(event) {
    var missing = sutcharit.problems.of(form);
    // Never by the browser itself: going back would then bring up what somebody has sent.
    event.preventDefault();
    if (missing.length) {
      sutcharit.problems.show(form, missing);
    } else if (!progress.isSending()) {
      elapsed.note();
      send();
    }
  }

  if (back) {
    // Without leaving a trace in the browser's history for whoever goes back.
    document.querySelector("main .button").addEventListener("click", function (event) {
      event.preventDefault();
      toStart();
    });
  }
  if (form) {
    document.documentElement.classList.add("scripted");
    progress.show(form);
    form.addEventListener("change", answered);
    if (here.fetch && here.Promise) {
      form.addEventListener("submit", submit);
    }
    window.addEventListener("pagehide", function () {
      fields.clear(form);
    });
    window.addEventListener("pageshow", function (event) {
      fields.clear(form);
      progress.show(form);
      if (event.persisted) {
        sutcharit.keys.mint();
      }
    });
  }
  ["pointerdown", "touchstart", "wheel", "keydown", "input"].forEach(function (name) {
    document.addEventListener(name, touch, true);
  });
  setInterval(tick, 1000);
})(self);
