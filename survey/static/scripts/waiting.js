// The answers that wait in the outbox, on the page: how many there are, what became of them, and what can be done.
(function (here) {
  "use strict";

  var sutcharit = (here.sutcharit = here.sutcharit || {});
  var outbox = sutcharit.outbox;
  var states = sutcharit.states;
  var page;
  var way = "here";
  var RETRY_AFTER = 30000;
  // What is said of a refusal, by its status. Nothing can be done about a round that has closed.
  var REASONS = { 403: ["403", "open"], 410: ["410"] };

  function of(items, state) {
    return items.filter(function (item) {
      return item.state === state;
    });
  }

  function focusIf(is, state) {
    if (is) {
      state.focus();
    }
  }

  function showWaiting(items, isNew) {
    var waiting = items.filter(outbox.isWaiting);
    if (!waiting.length) {
      states.hide("waiting");
      return;
    }
    showOffline();
    focusIf(isNew, states.show("waiting", [of(waiting, "busy").length ? "busy" : "away", way], waiting.length));
  }

  function showRefused(items) {
    var refused = of(items, "refused")[0];
    if (!refused) {
      states.hide("refused");
      return;
    }
    focusIf(page.form.hidden, states.show("refused", REASONS[refused.status] || ["other", "open"]));
  }

  function showSent(items) {
    var sent = of(items, "sent");
    if (!sent.length) {
      return;
    }
    // Removed first: a page that is left takes what it has not finished with it.
    outbox.remove(sent[0].id).then(function () {
      if (page.form.hidden && items.length === 1) {
        page.showThanks();
      } else {
        states.show("sent", []);
      }
    });
  }

  function show(isNew) {
    return outbox.of(page.path).then(function (items) {
      showWaiting(items, isNew === true);
      showRefused(items);
      showSent(items);
      return items;
    });
  }

  function send() {
    return outbox.send().then(show, show);
  }

  function sendIfAny() {
    return outbox.of().then(function (items) {
      return items.some(outbox.isWaiting) && !document.hidden ? send() : show();
    });
  }

  function remove(which) {
    return outbox.of(page.path).then(function (items) {
      return Promise.all(
        items.filter(which).map(function (item) {
          return outbox.remove(item.id);
        })
      );
    });
  }

  function isRefused(item) {
    return item.state === "refused";
  }

  function drop(which) {
    return function (event) {
      if (confirm(event.currentTarget.getAttribute("data-confirm"))) {
        remove(which).then(function () {
          page.form.hidden = false;
          states.show("wiped", []);
          show();
        });
      }
    };
  }

  function takeBack() {
    outbox.of(page.path).then(function (items) {
      var item = of(items, "refused")[0];
      page.form.hidden = false;
      page.takeBack(item);
      outbox.remove(item.id).then(show);
    });
  }

  function showOffline() {
    if (navigator.onLine === false && !page.form.hidden) {
      states.show("offline", []);
    } else {
      states.hide("offline");
    }
  }

  sutcharit.waiting = {
    show: show,

    // Ask the browser to send what waits also when this page has been closed; where it cannot, the page says so.
    inBackground: function () {
      if (navigator.serviceWorker) {
        navigator.serviceWorker.ready
          .then(function (registered) {
            return registered.sync.register("outbox");
          })
          .then(function () {
            way = "background";
            show();
          })
          .catch(function () {
            // A browser that sends nothing in the background.
          });
      }
    },

    // Return a promise of whether answers can wait on this device at all.
    begin: function (given) {
      page = given;
      if (!here.indexedDB || !here.fetch || !here.Promise) {
        return { then: function () {} };
      }
      states.onPress("send", send);
      states.onPress("another", function () {
        page.form.hidden = false;
        page.form.scrollIntoView();
      });
      states.onPress("drop", drop(outbox.isWaiting));
      states.onPress("drop-refused", drop(isRefused));
      states.onPress("take-back", takeBack);
      return outbox.of().then(
        function () {
          window.addEventListener("online", sendIfAny);
          window.addEventListener("pageshow", sendIfAny);
          document.addEventListener("visibilitychange", sendIfAny);
          window.addEventListener("online", showOffline);
          window.addEventListener("offline", showOffline);
          if (navigator.serviceWorker) {
            navigator.serviceWorker.addEventListener("message", show);
          }
          setInterval(sendIfAny, RETRY_AFTER);
          showOffline();
          sendIfAny();
          return true;
        },
        function () {
          return false;
        }
      );
    }
  };
})(self);
