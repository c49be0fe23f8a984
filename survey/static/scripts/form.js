// The form, put together: answers are kept while they are chosen, sent without leaving the page, and wait where they cannot be
// sent. Everything works without this. Written for the browsers of old phones.
(function (here) {
  "use strict";

  if (!here.document) {
    // The service worker shares the other files.
    return;
  }

  var sutcharit = here.sutcharit;
  var drafts = sutcharit.drafts;
  var fields = sutcharit.fields;
  var keys = sutcharit.keys;
  var elapsed = sutcharit.elapsed;
  var progress = sutcharit.progress;
  var problems = sutcharit.problems;
  var outbox = sutcharit.outbox;
  var states = sutcharit.states;
  var form = document.querySelector("form[data-respond]");
  var path = location.pathname;
  // The key that the answers on the page have been sent under, if anybody has tried to.
  var tried = "";
  var canWait = false;

  function isEmpty() {
    return !form.querySelector("input:checked");
  }

  function keep() {
    var answers = fields.kept(form);
    if (answers.length) {
      drafts.save(path, answers, tried);
    } else {
      drafts.wipe(path);
    }
  }

  function emptied() {
    tried = "";
    drafts.wipe(path);
    fields.clear(form);
    keys.renew();
    elapsed.restart();
    problems.hide();
    states.hide("restored");
    progress.show(form);
  }

  function showThanks() {
    location.assign(path + "/thanks" + location.search + "#main");
  }

  // Answers that have arrived are not for whoever goes back at this screen, and neither is their key.
  function arrived() {
    drafts.wipe(path);
    keys.forget();
    window.addEventListener("pagehide", function () {
      fields.clear(form);
    });
    showThanks();
  }

  function restore() {
    var draft = drafts.load(path);
    if (!draft || !isEmpty()) {
      return;
    }
    fields.fill(form, draft.answers);
    elapsed.forget();
    if (draft.key) {
      tried = draft.key;
      keys.use(tried);
    }
    states.show("restored", [], draft.answers.length);
  }

  function wait(item, came) {
    item.state = came;
    outbox.put(item).then(
      function () {
        emptied();
        form.hidden = true;
        progress.setSending(form, false);
        sutcharit.waiting.inBackground();
        sutcharit.waiting.show(true);
      },
      function () {
        progress.setSending(form, false);
        states.show("unsent", []).focus();
      }
    );
  }

  function send() {
    var item = { id: tried, path: path, query: location.search, fields: fields.all(form) };
    sutcharit.post(item).then(function (came) {
      if (came === "sent") {
        arrived();
      } else if (typeof came === "number") {
        sutcharit.showRefusal(item);
      } else {
        wait(item, came);
      }
    });
  }

  form.addEventListener("change", function () {
    progress.show(form);
    keep();
  });

  // What is being typed has not changed yet, as browsers see it.
  form.addEventListener("input", keep);

  form.addEventListener("submit", function (event) {
    var missing = problems.of(form);
    if (progress.isSending()) {
      event.preventDefault();
      return;
    }
    if (missing.length && canWait && navigator.onLine === false) {
      event.preventDefault();
      problems.show(form, missing);
      return;
    }
    tried = keys.of();
    elapsed.note();
    keep();
    progress.setSending(form, true);
    if (missing.length || !canWait) {
      progress.unlockLater(form);
      return;
    }
    event.preventDefault();
    states.hide("unsent");
    send();
  });

  window.addEventListener("pageshow", function (event) {
    // The same where the browser itself has sent them.
    if (drafts.haveArrived() && !isEmpty()) {
      location.replace(location.pathname + location.search);
      return;
    }
    drafts.wipeOld();
    if (event.persisted && isEmpty()) {
      elapsed.restart();
    }
    restore();
    keys.keep(form);
    progress.setSending(form, false);
    progress.show(form);
  });

  window.addEventListener("hashchange", function () {
    sutcharit.takeCode(form);
  });

  states.onPress("wipe", function (event) {
    if (confirm(event.currentTarget.getAttribute("data-confirm"))) {
      emptied();
      states.show("wiped", []);
    }
  });

  document.documentElement.classList.add("scripted");
  document.querySelector("[data-kept]").hidden = false;
  sutcharit.takeCode(form);
  elapsed.begin(form);
  progress.show(form);
  if (document.querySelector("[data-problems]")) {
    document.querySelector("[data-problems]").focus();
  }
  sutcharit.waiting.begin({
    form: form,
    path: path,
    emptied: emptied,
    takeBack: function (item) {
      emptied();
      fields.fill(form, item.fields);
      elapsed.forget();
      tried = item.id;
      keys.use(tried);
      progress.show(form);
      keep();
    },
    showThanks: showThanks
  }).then(function (can) {
    canWait = can;
  });
  window.addEventListener("load", function () {
    sutcharit.goOffline(form);
  });
})(self);
